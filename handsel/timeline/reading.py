"""Read the timeline: each reader keeps a cursor and does its effects in the transaction that moves it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from handsel.kernel.database import call_function
from handsel.kernel.isolation import Scope, scoped
from handsel.timeline.models import Cursor, DeadLetter, Event

TRIES = 5

Effect = Callable[[Event, datetime], None]


@dataclass(frozen=True)
class Reader:
    """What follows from events: `effects` maps an event's name to the step it sets off, under its seller's scope.

    `batch` is how many events share one transaction; dear effects take fewer, so that it stays under a second.
    """

    name: str
    effects: Mapping[str, Effect]
    batch: int = 200


def read_on(reader: Reader, *, at: datetime, horizon: int | None = None) -> int:
    """Do what follows from the next batch of events and return how many were read; 0 when none or another reads.

    An effect that fails is undone alone and kept as a dead letter, so that one bad event stops nobody else.
    `horizon` is for tests, where nothing commits: read below this transaction id.
    """
    with transaction.atomic(durable=True):
        cursor = _locked_cursor(reader.name)
        if cursor is None:
            return 0
        events = _events("timeline_unread", cursor.xact, cursor.event_id, horizon, reader.batch)
        for event in events:
            _do(reader, event, at)
        if events:
            cursor.xact, cursor.event_id = events[-1].xact, events[-1].pk
            cursor.save(update_fields=["xact", "event_id"])
        return len(events)


def try_again(reader: Reader, *, at: datetime, limit: int = 50) -> int:
    """Do the failed effects of `reader` that are due, and return how many were tried."""
    if not _events("timeline_due_again", reader.name, at, 1):
        return 0
    with transaction.atomic(durable=True):
        if _locked_cursor(reader.name) is None:
            return 0
        events = _events("timeline_due_again", reader.name, at, limit)
        for event in events:
            _do(reader, event, at, again=True)
        return len(events)


def _events(function: str, *arguments: Any) -> list[Event]:
    return [Event(**{**row, "data": json.loads(row["data"])}) for row in call_function(function, *arguments)]


def _locked_cursor(reader: str) -> Cursor | None:
    """Return the reader's cursor, locked; None while another process reads."""
    if not Cursor.objects.filter(reader=reader).exists():
        Cursor.objects.bulk_create([Cursor(reader=reader)], ignore_conflicts=True)
    return Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader).first()


def _do(reader: Reader, event: Event, at: datetime, *, again: bool = False) -> None:
    effect = reader.effects.get(event.name)
    if effect is None:
        return
    try:
        with transaction.atomic(), scoped(Scope((event.seller_id,))):
            effect(event, at)
            if again:
                DeadLetter.objects.filter(reader=reader.name, event_id=event.pk).delete()
    except Exception as error:  # noqa: BLE001 - whatever it was, the others go on
        with scoped(Scope((event.seller_id,))):
            _bury(reader.name, event, at, repr(error))


def _bury(reader: str, event: Event, at: datetime, error: str) -> None:
    letter, is_new = DeadLetter.objects.get_or_create(
        reader=reader, event_id=event.pk, defaults={"seller_id": event.seller_id, "error": error}
    )
    if not is_new:
        letter.tries += 1
    letter.error = error
    letter.retry_at = at + timedelta(seconds=2**letter.tries) if letter.tries < TRIES else None
    letter.save(update_fields=["tries", "error", "retry_at"])


def newest_xact() -> int:
    """Return the id of this transaction plus one: a horizon below which a test sees its own events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        return int(cursor.fetchone()[0])
