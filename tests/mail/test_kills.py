"""Readers and senders, many at once and killed: no mail is lost, and none is made twice (MAI-1)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.mail.automatic import MAIL_READER
from handsel.mail.delivery import deliver
from handsel.mail.models import State
from handsel.timeline.models import Event
from handsel.timeline.reading import read_on
from tests.cast import NOON
from tests.database import ROOT
from tests.live import PATIENCE_SECONDS
from tests.mail.reading import LATER, mails, server_of, text_of


@pytest.mark.covers("MAI-1")
def test_two_readers_at_once_make_each_mail_once(committed_db, cast):
    for number in range(30):
        fund(cast.karl, cast.bakery, 100, f"payment-{number}", NOON)

    def read(_: int) -> int:
        try:
            return sum(read_on(replace(MAIL_READER, batch=3), at=LATER) for _ in range(60))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(read, range(4))) > 30

    _each_receipt_is_there_once(cast, 31)


@pytest.mark.covers("MAI-1")
def test_two_workers_at_once_send_each_mail_once(committed_db, cast, with_server, mail_sink):
    for number in range(30):
        fund(cast.karl, cast.bakery, 100, f"payment-{number}", NOON)
    _read_committed()
    waiting = len(mails(cast.kleinbach, state=State.QUEUED))

    def send(_: int) -> int:
        try:
            return sum(deliver(server_of(mail_sink), at=LATER, limit=5) for _ in range(30))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        taken = sum(pool.map(send, range(3)))

    ids = [message["Message-ID"] for message in mail_sink.messages]
    assert len(ids) == len(set(ids)) == taken
    assert waiting > 30
    assert mails(cast.kleinbach, state=State.QUEUED) == []


READ_AND_SEND = """
import django, sys
django.setup()
from datetime import datetime, timedelta
from handsel.jobs.worker import run_once, send_once
at = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
while True:
    run_once(at=at)
    send_once(at=at)
"""


@pytest.mark.covers("MAI-1")
def test_readers_and_senders_that_are_killed_lose_nothing_and_make_no_second_mail(
    committed_db, cast, mail_sink, settings
):
    """`kill -9` at five moments; every lease that was cut short is taken up later."""
    for number in range(40):
        fund(cast.karl, cast.bakery, 100, f"payment-{number}", NOON)
    env = committed_db.env | {"HANDSEL_SMTP_URL": mail_sink.url}

    for life, arrived in enumerate((0, 1, 5, 17, 30)):
        _live_and_die(env, LATER + timedelta(hours=life), lambda arrived=arrived: len(mail_sink.messages) >= arrived)
    settings.HANDSEL_SMTP_URL = mail_sink.url
    _read_committed()
    while deliver(server_of(mail_sink), at=LATER + timedelta(days=1)):
        pass

    _each_receipt_is_there_once(cast, 41)
    left = mails(cast.kleinbach, state__in=[State.QUEUED, State.SENDING, State.FAILED])
    assert left == []
    bodies = {message["Message-ID"]: set() for message in mail_sink.messages}
    for message in mail_sink.messages:
        bodies[message["Message-ID"]].add(text_of(message))
    assert {len(different) for different in bodies.values()} == {1}
    assert {message.message_id for message in mails(cast.kleinbach, kind="funds_received")} <= bodies.keys()


def _live_and_die(env: dict[str, str], at: datetime, is_time: Callable[[], bool]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READ_AND_SEND, at.isoformat()], env=env, cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_time() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        assert is_time()


def _read_committed() -> None:
    while read_on(MAIL_READER, at=NOON):
        pass


def _each_receipt_is_there_once(cast: Cast, count: int) -> None:
    _read_committed()
    receipts = mails(cast.kleinbach, kind="funds_received", seller_id=cast.kleinbach)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        events = set(Event.objects.filter(name="funds.added").values_list("pk", flat=True))
    assert len(receipts) == len(events) == count
    assert {message.event_id for message in receipts} == events
