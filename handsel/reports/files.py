"""What a worker writes for somebody: in their language, into the file store, kept for a day (ACC-13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.crypto import salted_hmac

from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.kernel.isolation import Reading
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse
from handsel.timeline.exports import note_export

KEPT = timedelta(hours=24)

Told = Callable[[int, int], None]
"""Hears how many rows are over, and of how many."""


@dataclass(frozen=True)
class Export:
    """What leaves as a file: under which name, and what is recorded of it."""

    file_name: str
    what: str
    narrowed: Mapping[str, Any]

    def note(self, rows: int, *, by: Actor, at: datetime) -> None:
        """Record that so many rows left."""
        note_export(what=self.what, narrowed=self.narrowed, rows=rows, by=by, at=at)


def made_at_once(export: Export, write: Callable[[IO[bytes]], int], *, by: Actor, at: datetime) -> BytesIO:
    """Return the file that `write` fills, at its beginning, and record it. Needs a transaction in the asker's scope."""
    made = BytesIO()
    export.note(write(made), by=by, at=at)
    made.seek(0)
    return made


def made_by_worker(
    task: Task, export: Export, write: Callable[..., int], *, by: Actor, at: datetime, pulse: Pulse
) -> Outcome:
    """Let `write` fill a file in the asker's language, put it into the store, and record it.

    It takes the file and `told`; what it tells there reaches `pulse` at most once a second. No transaction may be open.
    """
    kept, rows = _kept(task, write, by, pulse)
    export.note(rows, by=by, at=at)
    return Outcome(file=kept, file_name=export.file_name, expires_at=at + KEPT, result={"rows": rows})


def _kept(task: Task, write: Callable[..., int], by: Actor, pulse: Pulse) -> tuple[str, int]:
    with Reading(by.scope):
        language = _language_of(by)
    path = path_of(task)
    with translation.override(language), TemporaryFile() as made:
        rows = write(made, told=_told_every_second(pulse))
        # A worker that was killed may have left one.
        default_storage.delete(path)
        made.seek(0)
        return default_storage.save(path, File(made)), rows


def path_of(task: Task) -> str:
    """Return where the file of `task` lies: always at the same place, which nobody can guess."""
    return f"exports/{task.seller_id}/{salted_hmac(task.kind, str(task.pk)).hexdigest()}.xlsx"


def _language_of(by: Actor) -> str:
    """Return the language in which `by` reads a file. Needs the seller's scope."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    return portal_of(by.seller_id).language_of(user.language if user else "")


def _told_every_second(pulse: Pulse) -> Told:
    told_at = monotonic()

    def told(done: int, total: int) -> None:
        nonlocal told_at
        if monotonic() - told_at > 1:
            pulse(done, total)
            told_at = monotonic()

    return told
