"""Many web and worker processes behind a proxy that speaks https and sets X-Forwarded-Proto."""

import os

from django.core.exceptions import ImproperlyConfigured

from handsel.settings.base import *  # noqa: F403 - settings are layers of one namespace

for _name in ("DATABASE_URL", "HANDSEL_SECRET_KEY", "HANDSEL_DOMAIN"):
    if not os.environ.get(_name):
        raise ImproperlyConfigured(f"Set {_name}: handsel.settings.cluster makes up nothing by itself.")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
