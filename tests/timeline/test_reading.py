"""Readers of the timeline do what follows exactly once, whoever commits late or fails (W1, W2)."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.kernel.isolation import scoped
from handsel.timeline.models import DeadLetter, Event
from handsel.timeline.reading import TRIES, Reader, newest_xact, read_on, try_again
from handsel.timeline.record import record
from tests.cast import NOON


def tell(by: Actor, name: str = "test.happened", number: int = 1) -> None:
    with transaction.atomic(), scoped(by.scope):
        seat = Seat.objects.filter(user_id=by.user_id).get()
        record(name, subject=seat, account_id=by.seller_id, by=by, at=NOON, number=number)


class Ears:
    """A reader that remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.reader = Reader("ears", {"test.happened": self.hear}, batch=7)

    def hear(self, event: Event, at: datetime) -> None:
        del at
        self.heard.append(event.data["number"])


def hear_out(ears: Ears, count: int) -> None:
    """Read until `count` events were heard: a writer in any database of the server holds readers back for a while."""
    deadline = time.monotonic() + 30
    while len(ears.heard) < count and time.monotonic() < deadline:
        if not read_on(ears.reader, at=NOON):
            time.sleep(0.05)
    while read_on(ears.reader, at=NOON):
        pass


@pytest.mark.usefixtures("committed_db")
def test_an_event_that_commits_late_is_not_skipped(cast: Cast):
    ears, opened, may_commit = Ears(), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic(), scoped(cast.karl.scope):
            seat = Seat.objects.filter(user_id=cast.karl.user_id).get()
            record("test.happened", subject=seat, account_id=cast.kleinbach, by=cast.karl, at=NOON, number=1)
            opened.set()
            may_commit.wait(10)
        connection.close()

    late = threading.Thread(target=slow)
    late.start()
    opened.wait(10)
    tell(cast.nora, number=2)
    while read_on(ears.reader, at=NOON):
        pass
    assert ears.heard == []

    may_commit.set()
    late.join()
    hear_out(ears, 2)
    assert sorted(ears.heard) == [1, 2]


@pytest.mark.usefixtures("committed_db")
def test_two_readers_of_one_name_share_the_cursor_and_hear_each_event_once(cast: Cast):
    ears = Ears()
    for number in range(40):
        tell(cast.karl, number=number)

    def read() -> None:
        for _ in range(30):
            read_on(ears.reader, at=NOON)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hear_out(ears, 40)
    assert sorted(ears.heard) == list(range(40))


@pytest.mark.django_db
def test_a_bad_event_stops_nobody_and_is_tried_five_times(cast: Cast):
    ears = Ears()

    def stumble(event: Event, at: datetime) -> None:
        if event.data["number"] == 1:
            Event.objects.filter(pk=0).update(name="no right to this")
        ears.hear(event, at)

    reader = Reader("stumbler", {"test.happened": stumble})
    tell(cast.karl, number=1)
    tell(cast.karl, number=2)
    while read_on(reader, at=NOON, horizon=newest_xact()):
        pass
    assert ears.heard == [2]

    for day in range(10):
        try_again(reader, at=NOON + timedelta(days=day + 1))
    with transaction.atomic(), scoped(cast.karl.scope):
        letter = DeadLetter.objects.get(reader="stumbler")
    assert (letter.tries, letter.retry_at) == (TRIES, None)
    assert "permission denied" in letter.error


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE timeline_event SET name = 'a.b'", "DELETE FROM timeline_event"])
def test_the_timeline_cannot_be_edited(cast: Cast, statement: str):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), scoped(cast.karl.scope):
        connection.cursor().execute(statement)
