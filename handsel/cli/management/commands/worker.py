"""`handsel worker`: do what time and events set off, until told to stop (OPS-1)."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from handsel.cli.readiness import refuse_wrong_login
from handsel.jobs.worker import work


class Command(BaseCommand):
    help = "Read the timeline, let waiting orders go on, send mail; stop on Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_wrong_login()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(stop)
