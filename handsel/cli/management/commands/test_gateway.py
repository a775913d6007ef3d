"""`handsel test-gateway`: a payment gateway for trials, with play money (BIL-3)."""

import os
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from handsel.gateways.play.book import Book
from handsel.gateways.play.server import PlayServer
from handsel.kernel import clock

DEFAULT_PORT = 8001


class Command(BaseCommand):
    """Run the test gateway until SIGTERM."""

    help = "Run the test gateway: cards with play money, for trials."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("HANDSEL_TEST_GATEWAY_PORT") or DEFAULT_PORT)
        )
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--url", default=os.environ.get("HANDSEL_TEST_GATEWAY_URL", ""), help="how it is reached")
        parser.add_argument("--file", type=Path, help="keep what happened here, over restarts")
        parser.add_argument("--delay", type=float, default=5.0, help="seconds that slow banks and disputes take")

    def handle(self, *args: Any, **options: Any) -> None:
        book = Book(lambda: clock.now().timestamp(), delay=options["delay"], file=options["file"])
        server = PlayServer((options["bind"], options["port"]), book, options["url"].rstrip("/"))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        server.serve()
