"""The web application as any WSGI server loads it; it refuses to load with a wrong database role (OPS-3)."""

import os

from django.core.wsgi import get_wsgi_application

from handsel.cli.readiness import refuse_wrong_login

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsel.settings.laptop")

refuse_wrong_login()
application = get_wsgi_application()
