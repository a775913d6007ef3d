"""What must stand before the first request: folder, roles, tables, static files; done only where it is not (OPS-1)."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured

from handsel.kernel.embedded import SUPERUSER, EmbeddedServer
from handsel.kernel.launching import CannotStart
from handsel.kernel.roles import Login, prepare
from handsel.settings.environment import DATABASE, ROLES, data_folder, database_url

PACKAGE = Path(__file__).resolve().parent.parent
FRAMEWORK = Path(django.__file__).parent / "contrib"


def make_data_folder() -> Path:
    """Return the data folder, made when it is not there.

    Raises CannotStart when it cannot be written.
    """
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        (folder / "writable").touch()
        (folder / "writable").unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be written ({error.strerror}); choose another with --data-dir."
        ) from error
    return folder


def prepare_embedded(server: EmbeddedServer) -> None:
    """Make roles and database of the server of the data folder."""
    logins = {key: Login(ROLES[key]) for key in ("owner", "app")}
    prepare(server.url(SUPERUSER, "postgres"), DATABASE, ROLES, logins)


def are_tables_up_to_date() -> bool:
    """Whether all migrations that are in the code are in the database; asked as the application."""
    return not set(_migrations_in_code()) - _migrations_in_database()


def bring_tables_up_to_date() -> None:
    """Run the migrations, unless all that are in the code are in the database.

    Raises ImproperlyConfigured when some are missing and nobody said how to log in as the owner.
    """
    if are_tables_up_to_date():
        return
    if not database_url("owner"):
        raise ImproperlyConfigured(
            "The tables are not up to date, and HANDSEL_OWNER_DATABASE_URL, the login for migrations, is not set."
        )
    print("Bringing the tables up to date ...", flush=True)
    handsel("migrate", "--verbosity", "0")


def gather_static_files(folder: Path) -> None:
    """Copy, compress and fingerprint the static files, unless none has changed."""
    stamp = folder / "static.stamp"
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*/static/**/*")):
        if path.is_file():
            digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print("Gathering static files ...", flush=True)
    handsel("collectstatic", "--no-input", "--clear", "--verbosity", "0")
    stamp.write_text(digest.hexdigest())


def has_accounts() -> bool:
    """Whether anybody is in the database yet; asked as the owner, who alone may look without a scope."""
    with psycopg.connect(database_url("owner")) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM accounts_account)").fetchone()
        return bool(row and row[0])


def handsel(*arguments: str, heard: bool = False) -> str:
    """Run a `handsel` command in a process of its own; `heard` returns what it says instead of showing it.

    Raises SystemExit with its exit code when it fails.
    """
    command = [sys.executable, "-m", "handsel", *arguments]
    output = subprocess.PIPE if heard else None
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=output, text=True)
    if done.returncode:
        sys.exit(f"`handsel {' '.join(arguments)}` failed; what it said stands above.")
    return done.stdout or ""


def _migrations_in_code() -> Iterator[tuple[str, str]]:
    places = [*PACKAGE.glob("*/migrations/0*.py")]
    for app in ("contenttypes", "auth", "sessions"):
        places += (FRAMEWORK / app / "migrations").glob("0*.py")
    for path in places:
        yield path.parent.parent.name, path.stem


def _migrations_in_database() -> set[tuple[str, str]]:
    with psycopg.connect(database_url("app"), connect_timeout=5) as connection:
        # There is none yet in a new database, and while the first migrations run only their owner reads it.
        row = connection.execute("SELECT has_table_privilege(to_regclass('django_migrations'), 'SELECT')").fetchone()
        if not row or not row[0]:
            return set()
        return {(app, name) for app, name in connection.execute("SELECT app, name FROM django_migrations")}
