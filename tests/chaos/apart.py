"""A PostgreSQL of a test's own, durable as in life, which may be killed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

from handsel.kernel.embedded import EmbeddedServer
from handsel.kernel.launching import CannotStart
from handsel.settings.environment import DATABASE, ROLES
from tests.database import ROOT, copy_of_tables

PATIENCE_SECONDS = 60
DURABLE = {"max_connections": "100"}


class Apart:
    """The server, how other processes reach it, and how it dies."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedServer(folder)
        self.first: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": self.server.url(ROLES["app"], DATABASE),
            "HANDSEL_OWNER_DATABASE_URL": self.server.url(ROLES["owner"], DATABASE),
            "HANDSEL_OUTGOING_LOCAL": "1",
            "PYTHONPATH": str(ROOT),
        }

    def start(self) -> None:
        """Start it, waiting for what a kill has left behind to go."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.first = self.server.start(DURABLE)
            except CannotStart:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """End the server and all its children as a power cut would."""
        first = int((self.server.data / "postmaster.pid").read_text().split("\n", 1)[0])
        for number in (first, *_children_of(first)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        if self.first:
            self.first.wait()


@contextmanager
def server_apart(folder: Path) -> Iterator[Apart]:
    """Have such a server running, with Django's connection leading to it, within the block."""
    apart, before = Apart(folder), {name: connection.settings_dict[name] for name in ("HOST", "NAME")}
    copy_of_tables(apart.server)
    apart.start()
    connection.close()
    connection.settings_dict.update(HOST=str(apart.server.socket_folder), NAME=DATABASE)
    try:
        yield apart
    finally:
        connection.close()
        connection.settings_dict.update(before)
        apart.kill()


def _children_of(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found
