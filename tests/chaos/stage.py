"""What runs in the chaos, and how each part of it dies and comes back."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from tests.chaos.apart import Apart, server_apart
from tests.chaos.world import Seller, build
from tests.live import Portal, Process, free_port


@dataclass
class Stage:
    """PostgreSQL, web and worker, and who sells there."""

    apart: Apart
    portal: Portal
    worker: Process
    sellers: list[Seller]

    def kill_web(self) -> None:
        self.portal.kill()
        self.portal.start()

    def kill_worker(self) -> None:
        self.worker.kill()
        self.worker.start()

    def kill_database(self) -> None:
        connection.close()
        self.apart.kill()
        self.apart.start()
        # A worker whose database is gone may end; what supervises it starts it again.
        if self.worker.running is None or self.worker.running.poll() is not None:
            self.worker.start()


@contextmanager
def staged() -> Iterator[Stage]:
    """Have it all running within the block."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="handsel-chaos-"))
        Path(folder).chmod(0o711)
        apart = stack.enter_context(server_apart(Path(folder) / "postgres"))
        sellers = build()
        port = free_port()
        env = apart.env | {"HANDSEL_PORT": str(port), "HANDSEL_WEB_PROCESSES": "1"}
        portal, worker = Portal(("web",), env, port=port), Process(("worker",), env)
        stack.callback(worker.kill)
        stack.callback(portal.kill)
        portal.start()
        worker.start()
        yield Stage(apart, portal, worker, sellers)
