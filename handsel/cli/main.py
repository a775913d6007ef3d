"""The `handsel` command: each runs with the embedded PostgreSQL at hand and fails in one sentence (OPS-1)."""

import os
import sys

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from handsel.cli import up
from handsel.cli.overview import ASKED, overview
from handsel.kernel.launching import CannotStart

WITHOUT_DATABASE = {
    "help",
    "version",
    "check",
    "collectstatic",
    "makemessages",
    "compilemessages",
    "makemigrations",
    "docs",
    "test-gateway",
}
"""Commands that need no database."""


def main() -> None:
    """Run the command line; leave with 1 and one sentence where the surroundings are at fault."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsel.settings.laptop")
    try:
        _run(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except (OperationalError, psycopg.OperationalError) as error:
        sys.exit(f"The database cannot be reached: {_first_line(error)}. Check DATABASE_URL and that it runs.")
    except PermissionError as error:
        sys.exit(f"{error.filename} is not writable; choose another folder with HANDSEL_DATA_DIR.")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(arguments: list[str]) -> None:
    name = arguments[1] if arguments[1:] else "help"
    if name == "test-gateway":
        # Modules have no hyphens, and commands no underscores.
        arguments = [arguments[0], "test_gateway", *arguments[2:]]
    if name == "up":
        up.main(arguments[2:])
        return
    if name in ASKED and not arguments[2:]:
        print(overview())
        return
    from handsel.settings.environment import embedded_server  # noqa: PLC0415 - reads the environment set above

    server = embedded_server()
    if server is None or name in WITHOUT_DATABASE or "--help" in arguments:
        execute_from_command_line(arguments)
        return
    with server.borrowed():
        execute_from_command_line(arguments)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
