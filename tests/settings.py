"""The laptop's settings, with a folder and a PostgreSQL of this test run only."""

import os
import tempfile
from pathlib import Path

from handsel.kernel.embedded import EmbeddedServer
from handsel.settings.environment import DATABASE, ROLES

if "HANDSEL_TEST_RUN" not in os.environ:
    # The first process of the run decides; workers and servers that it starts inherit.
    os.environ["HANDSEL_TEST_RUN"] = tempfile.mkdtemp(prefix=f"handsel-test-{os.getpid()}-")
RUN = Path(os.environ["HANDSEL_TEST_RUN"])
RUN.chmod(0o711)
SERVER = EmbeddedServer(RUN / "postgres")

os.environ.setdefault("HANDSEL_DATA_DIR", str(RUN / "files"))
os.environ.setdefault("DATABASE_URL", SERVER.url(ROLES["app"], DATABASE))
os.environ.setdefault("HANDSEL_OWNER_DATABASE_URL", SERVER.url(ROLES["owner"], DATABASE))

from handsel.settings.laptop import *  # noqa: E402, F403 - reads what was set above
from handsel.settings.laptop import MIDDLEWARE  # noqa: E402 - the same

MIDDLEWARE = ["tests.visits.VisitMiddleware", *MIDDLEWARE]

# Argon2 is slow on purpose; tests log in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
