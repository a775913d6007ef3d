"""What a worker writes for somebody: in their language, into the file store, kept for a day (ACC-13)."""

from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.crypto import salted_hmac

from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.kernel.isolation import Reading
from handsel.tasks.models import Task
from handsel.tasks.running import Pulse

KEPT = timedelta(hours=24)

Told = Callable[[int, int], None]
"""Hears how many rows are over, and of how many."""


def make_file(task: Task, write: Callable[[IO[bytes], Told], int], *, by: Actor, pulse: Pulse) -> tuple[str, int]:
    """Let `write` fill a file in the asker's language, and put it into the store; return its path and what it returned.

    What `write` tells reaches `pulse` at most once a second. No transaction may be open.
    """
    with Reading(by.scope):
        language = _language_of(by)
    path = path_of(task)
    with translation.override(language), TemporaryFile() as made:
        rows = write(made, _told_every_second(pulse))
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
