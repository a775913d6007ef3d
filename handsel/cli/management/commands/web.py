"""`handsel web`: the web processes, behind granian (OPS-1)."""

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from handsel.cli.readiness import refuse_wrong_login
from handsel.kernel.launching import stop_with_parent


class Command(BaseCommand):
    """Serve pages and API until SIGTERM; refuses to start with a wrong database login."""

    help = "Serve pages and API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        cores = min(2, os.cpu_count() or 1)
        parser.add_argument("--port", type=int, default=settings.HANDSEL_PORT)
        parser.add_argument("--bind", default=os.environ.get("HANDSEL_BIND", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--processes", type=int, default=int(os.environ.get("HANDSEL_WEB_PROCESSES") or cores))
        parser.add_argument("--threads", type=int, default=int(os.environ.get("HANDSEL_WEB_THREADS") or 4))

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_wrong_login()
        Server(
            "handsel.settings.wsgi:application",
            address=options["bind"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["processes"],
            blocking_threads=options["threads"],
            blocking_threads_idle_timeout=600,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=10,
            log_level=LogLevels.warning,
        ).serve(target_loader=_loader(options["threads"]))


def _loader(threads: int) -> Any:
    """Return what each worker process runs first: it ties itself to this process and opens its own connections."""
    tie = stop_with_parent(signal.SIGKILL)

    def load(_target: str) -> Any:
        tie()
        database = settings.DATABASES["default"]
        database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": threads, "timeout": 10}
        database["CONN_MAX_AGE"] = 0
        from handsel.settings.wsgi import application  # noqa: PLC0415 - in the worker process, after the fork

        return application

    return load
