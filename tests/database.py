"""The PostgreSQL of a test run: one server for all workers, one template with the cast, a clone for whoever needs one.

A server with the current migrations is kept stopped in the temporary folder and copied, so that a run starts in a
second; a change to a migration, to SQL or to the kernel makes a new one.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from handsel.kernel.embedded import SUPERUSER, EmbeddedServer
from handsel.kernel.launching import binary
from handsel.kernel.roles import Login, prepare
from handsel.settings.environment import DATABASE, ROLES
from tests.settings import RUN, SERVER

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(tempfile.gettempdir()) / f"handsel-test-kept-{os.getuid()}"
EMPTY = f"{DATABASE}_empty"
"""The template with the tables and nothing in them."""
RECKLESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "track_functions": "pl",
}
"""Faster than it is safe; and how often functions are called is counted, for tests of how much is priced."""


@dataclass(frozen=True)
class Clone:
    """A database of one test's own, with the cast committed, and how another process reaches it."""

    name: str

    @property
    def url(self) -> str:
        return SERVER.url(ROLES["app"], self.name)

    @property
    def owner_url(self) -> str:
        return SERVER.url(ROLES["owner"], self.name)

    @property
    def env(self) -> dict[str, str]:
        """The environment for `subprocess`: the same settings, this database."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.url,
            "HANDSEL_OWNER_DATABASE_URL": self.owner_url,
            "PYTHONPATH": str(ROOT),
        }


def clone(name: str, template: str = DATABASE) -> Clone:
    """Return a fresh copy of a template under `name`, starting the server and making the templates when needed."""
    _have_template()
    _copy_within(name, template)
    return Clone(name)


def _copy_within(name: str, template: str) -> None:
    with _admin() as admin:
        text = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
        admin.execute(sql.SQL(text).format(sql.Identifier(name)))
        text = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER {}"
        admin.execute(sql.SQL(text).format(*map(sql.Identifier, (name, template, ROLES["owner"]))))
        # The rights of a database, unlike those in it, are not copied.
        for text in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO {}"):
            names = (name, ROLES["app"])[: text.count("{}")]
            admin.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def drop(name: str) -> None:
    with _admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connections lead to the database `name` within the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def copy_of_tables(server: EmbeddedServer) -> None:
    """Give a server of a test's own the current tables, empty, before it starts."""
    _have_template()
    server.folder.mkdir(parents=True, exist_ok=True)
    _copy(KEPT / _fingerprint(), server.data)


def sweep() -> None:
    """Stop this run's server and remove its folder."""
    _remove(RUN)


def _have_template() -> None:
    done = RUN / "template-stands"
    with (RUN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        _sweep_dead_runs()
        if not SERVER.is_running():
            _start_server()
        _copy_within(EMPTY, DATABASE)
        _build_cast()
        done.touch()


def _start_server() -> None:
    kept = KEPT / _fingerprint()
    if kept.exists():
        SERVER.folder.mkdir(exist_ok=True)
        _copy(kept, SERVER.data)
        _start_for_all()
        return
    first = SERVER.start(RECKLESS, leashed=False)
    logins = {key: Login(ROLES[key]) for key in ("owner", "app")}
    prepare(SERVER.url(SUPERUSER, "postgres"), DATABASE, ROLES, logins)
    call_command("migrate", verbosity=0)
    connection.close()
    SERVER.stop()
    first.wait()
    KEPT.mkdir(exist_ok=True, mode=0o711)
    for old in sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime)[:-16]:
        shutil.rmtree(old, ignore_errors=True)
    _copy(SERVER.data, kept)
    _start_for_all()


def _start_for_all() -> None:
    """Start the server for all workers: it outlives this one, and the first process of the run stops it."""
    SERVER.start(RECKLESS, leashed=False).returncode = 0  # nothing for this process to wait for


def _build_cast() -> None:
    """Commit the cast into the template, as the application."""
    if importlib.util.find_spec("tests.cast") is None:
        return
    from tests import cast  # noqa: PLC0415 - needs Django to be set up

    try:
        cast.build()
    finally:
        connection.close()


def _fingerprint() -> str:
    sources = [
        *(ROOT / "handsel").glob("*/migrations/*.py"),
        *(ROOT / "handsel").glob("*/sql/*.sql"),
        *(ROOT / "handsel" / "kernel").glob("*.py"),
        ROOT / "requirements-dev.lock",
    ]
    digest = hashlib.sha256(binary("postgres").encode())
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _copy(source: Path, target: Path) -> None:
    half = target.with_name(f"{target.name}.{os.getpid()}")
    subprocess.run(["cp", "-a", str(source), str(half)], check=True)
    try:
        half.rename(target)
    except OSError:
        shutil.rmtree(half)  # another run was quicker


def _admin() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(SERVER.url(SUPERUSER, "postgres"), autocommit=True)


def _sweep_dead_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob("handsel-test-[0-9]*-*"):
        if not Path(f"/proc/{folder.name.split('-')[2]}").exists() and os.access(folder, os.W_OK):
            _remove(folder)


def _remove(folder: Path) -> None:
    EmbeddedServer(folder / "postgres").stop()
    shutil.rmtree(folder, ignore_errors=True)
