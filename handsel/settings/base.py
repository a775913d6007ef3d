"""Settings of every installation; `environment.py` says which of them the environment decides."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from handsel.settings.environment import (
    ROLES,
    data_folder,
    database_url,
    django_database,
    flag,
    listening_port,
    mail_server,
    secret_key,
    trusted_proxies,
)

PACKAGE = Path(__file__).resolve().parent.parent

# Handsel's own
HANDSEL_DATA_DIR = data_folder()
HANDSEL_PORT = listening_port()
HANDSEL_ROLES = ROLES
HANDSEL_DOMAIN = os.environ.get("HANDSEL_DOMAIN", "localhost")
"""Portals live at `<name>.<domain>`; the domain itself shows the front page."""
HANDSEL_SCHEME = "https"
HANDSEL_PUBLIC_PORT = ""
"""`:8000` where browsers must name the port, otherwise empty."""
HANDSEL_SMTP_URL = os.environ.get("HANDSEL_SMTP_URL", "")
"""Empty: mail is made and kept, and not sent."""
HANDSEL_SHOW_KEPT_LINKS = flag("HANDSEL_SHOW_KEPT_LINKS")
"""Whether staff who may invite somebody read the one-time links of mail that is kept: where there is no mail server."""
HANDSEL_TRUSTED_PROXIES = trusted_proxies()
"""Whose word on the address of a client is taken."""
HANDSEL_PROOF_LASTS_MINUTES = int(os.environ.get("HANDSEL_PROOF_LASTS_MINUTES", "120"))
"""How long after they proved who they are people move money and change access without being asked again."""
HANDSEL_OUTGOING_LOCAL = flag("HANDSEL_OUTGOING_LOCAL")
"""Whether sign-in providers may live on this machine, and speak http: for trials only."""
HANDSEL_TEST_GATEWAY_URL = os.environ.get("HANDSEL_TEST_GATEWAY_URL", "").rstrip("/")
"""Where the test gateway runs, for browsers and for Handsel; empty: none is offered."""
HANDSEL_STRIPE_API_URL = os.environ.get("HANDSEL_STRIPE_API_URL", "").rstrip("/") or "https://api.stripe.com"
"""Where the API of Stripe is; another address only for trials against a server of one's own."""
HANDSEL_VIES_URL = os.environ.get("HANDSEL_VIES_URL", "https://ec.europa.eu/taxation_customs/vies/rest-api").rstrip("/")
"""Where VAT numbers of the European Union are checked; empty checks none online."""
HANDSEL_API_CALLS_A_MINUTE = int(os.environ.get("HANDSEL_API_CALLS_A_MINUTE", "600"))
"""How often one API key may call each web process."""


DEBUG = flag("HANDSEL_DEBUG")
SECRET_KEY = secret_key()
# Unknown hosts are answered by the portal middleware, with 421 and before anything else looks at them.
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "handsel.cli",  # first: its `migrate` stands in front of Django's
    "handsel.timeline",
    "handsel.identity",
    "handsel.tasks",
    "handsel.accounts",
    "handsel.visits",
    "handsel.ledger",
    "handsel.catalog",
    "handsel.tax",
    "handsel.gateways",
    "handsel.orders",
    "handsel.deliveries",
    "handsel.subscriptions",
    "handsel.signups",
    "handsel.segments",
    "handsel.reports",
    "handsel.mail",
    "handsel.web",
    "handsel.console",
    "handsel.storefront",
    "handsel.api",
    "handsel.jobs",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Late, so that sessions are written outside of its read-only transaction.
    "handsel.web.portals.PortalMiddleware",
    # Within it, since who reads is looked up under the portal's scope.
    "handsel.web.manners.MannersMiddleware",
]

ROOT_URLCONF = "handsel.web.urls"
WSGI_APPLICATION = "handsel.settings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"
APPEND_SLASH = True
CSRF_FAILURE_VIEW = "handsel.web.errors.stale_form"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "handsel.web.context.page",
                "handsel.console.context.frame",
                "handsel.storefront.context.frame",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
if DEBUG:
    MIDDLEWARE.append("handsel.web.tracing.TracingMiddleware")
    TEMPLATES[0]["APP_DIRS"] = False
    TEMPLATES[0]["OPTIONS"]["loaders"] = [
        ("template_partials.loader.Loader", ["handsel.web.tracing.FragmentLoader"]),
    ]

# Database: the application's role; migrations log in as the owner (handsel/cli/ownership.py).
# Django leaves psycopg's prepared statements off, which is right: a generic plan is wrong for `LIKE $1`.
DATABASES = {
    "default": django_database(
        database_url("app"),
        application_name=os.environ.get("HANDSEL_PROCESS", "handsel"),
        # Readers of the timeline wait for the oldest writer: none may forget its transaction.
        # Every query is a short one of many: compiling it, or starting workers for it, takes longer than it does.
        # What runs all the time is planned once (kernel/prepared.py), from the first time on.
        prepare_threshold=1,
        options="-c idle_in_transaction_session_timeout=60s -c jit=off -c max_parallel_workers_per_gather=0",
    )
}
# One connection for each thread that lives on; web processes exchange this for a pool (`handsel web`).
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# People
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ["first_name", "last_name", "email"]}),
    )
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
HANDSEL_DEVICE_COOKIE = "__Host-device"
HANDSEL_CART_COOKIE = "__Host-cart"
"""By which a browser is known where somebody has logged in before."""
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The edge
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "handsel.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A kept mail is shown in a sandboxed frame of our own.
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Words, dates and time
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("nl", _("Dutch")),
    ("ar", _("Arabic")),
    ("he", _("Hebrew")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HANDSEL_DATA_DIR / "static"
MEDIA_ROOT = HANDSEL_DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail
DEFAULT_FROM_EMAIL = "handsel@localhost"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if HANDSEL_SMTP_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(mail_server(HANDSEL_SMTP_URL))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"links": {"()": "handsel.web.unlogged.WithoutLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HANDSEL_LOG_LEVEL", "WARNING")},
    "loggers": {
        "handsel": {"level": os.environ.get("HANDSEL_LOG_LEVEL", "INFO")},
        # At lower levels it logs what it was asked and told, and that is between buyers and their bank.
        "stripe": {"level": "WARNING"},
        # A page that is not there, or a form that is refused, is an answer and nothing to warn of.
        "django.request": {"level": "ERROR"},
    },
}
