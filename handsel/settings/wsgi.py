"""The web application as a WSGI server loads it; it refuses to load with a wrong database role (OPS-3)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsel.settings.laptop")

application = get_wsgi_application()

from handsel.cli.readiness import refuse_wrong_login  # noqa: E402 - after the settings stand

refuse_wrong_login()
