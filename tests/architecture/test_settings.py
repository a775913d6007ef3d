"""The settings that security rests on: who changes one changes it here too, on purpose (safety P4, P5)."""

import json
import os
import subprocess
import sys

import pytest

EVERYWHERE = {
    "ALLOWED_HOSTS": ["*"],  # the portal middleware answers 421
    "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_TRUSTED_ORIGINS": [],
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 5_242_880,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
    "DATA_UPLOAD_MAX_NUMBER_FILES": 100,
    "DEBUG": False,
    "FILE_UPLOAD_MAX_MEMORY_SIZE": 2_621_440,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "SECURE_REFERRER_POLICY": "same-origin",
    "SESSION_COOKIE_AGE": 1_209_600,
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
    "USE_X_FORWARDED_HOST": False,
    "X_FRAME_OPTIONS": "DENY",
}
LAPTOP = {
    "CSRF_COOKIE_NAME": "csrf",
    "CSRF_COOKIE_SECURE": False,
    "HANDSEL_SHOW_KEPT_LINKS": True,
    "SECURE_HSTS_SECONDS": 0,
    "SECURE_PROXY_SSL_HEADER": None,
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_SECURE": False,
}
CLUSTER = {
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "HANDSEL_SHOW_KEPT_LINKS": False,
    "LANGUAGE_COOKIE_NAME": "__Host-language",
    "LANGUAGE_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
}
POLICY = {
    "base-uri": ["'none'"],
    "connect-src": ["'self'"],
    "default-src": ["'none'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "frame-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "script-src": ["'self'", "NONCE"],
    "style-src": ["'self'", "NONCE"],
}
ASKED = """
import json, sys, django
from django.conf import settings
from csp.constants import NONCE
names, told = json.loads(sys.argv[1]), {}
for name in names:
    told[name] = getattr(settings, name, None)
told["policy"] = {
    name: ["NONCE" if source is NONCE else source for source in sources]
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
}
told["validators"] = [one["NAME"].rsplit(".", 1)[1] for one in settings.AUTH_PASSWORD_VALIDATORS]
print(json.dumps(told))
"""


def settings_of(module: str, names: list[str]) -> dict:
    """Return the settings of `module` as a process of its own reads them."""
    made_up = {
        "DJANGO_SETTINGS_MODULE": module,
        "HANDSEL_SECRET_KEY": "x" * 60,
        "HANDSEL_DOMAIN": "portal.example",
        "DATABASE_URL": "postgresql://app@/nothing",
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HANDSEL_", "DATABASE_"))}
    said = subprocess.run(
        [sys.executable, "-c", ASKED, json.dumps(names)], env=env | made_up, capture_output=True, check=True
    )
    return json.loads(said.stdout)


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize(("name", "own"), [("laptop", LAPTOP), ("cluster", CLUSTER)])
def test_what_security_rests_on_is_set_as_it_was_decided(name, own):
    wanted = EVERYWHERE | own
    told = settings_of(f"handsel.settings.{name}", sorted(wanted))

    assert told.pop("policy") == POLICY
    assert told.pop("validators") == [
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "UserAttributeSimilarityValidator",
    ]
    assert told == wanted
