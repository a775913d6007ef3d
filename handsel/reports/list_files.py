"""Long lists become files while nobody waits: asked for, made by a worker, kept for a day (ACC-13)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from time import monotonic

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.crypto import salted_hmac

from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.reports.lists import ListWanted, write_list
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind
from handsel.timeline.exports import note_export

KIND = "list_file"
KEPT = timedelta(hours=24)


@operation
def start_list_file(*, wanted: ListWanted, by: Actor, at: datetime) -> Task:
    """Queue the making of a workbook; the task's page tells how far it is and has the file for a day.

    Raises Forbidden for storefront users, TooManyTasks.
    """
    return add_task(KIND, wanted.to_kept(), by=by, at=at)


def make_list_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` in the asker's language, and put it into the file store."""
    wanted = ListWanted.from_kept(task.params)
    with Reading(by.scope):
        language = language_of(by)
    path = _path_of(task)
    with translation.override(language), TemporaryFile() as made:
        rows = write_list(made, wanted, by=by, at=at, told=told_every_second(pulse))
        # A worker that was killed may have left one.
        default_storage.delete(path)
        made.seek(0)
        kept = default_storage.save(path, File(made))
    note_export(what=wanted.what, narrowed=wanted.to_kept(), rows=rows, by=by, at=at)
    return Outcome(file=kept, file_name=wanted.file_name, expires_at=at + KEPT, result={"rows": rows})


def language_of(by: Actor) -> str:
    """Return the language in which `by` reads a file. Needs the seller's scope."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    return portal_of(by.seller_id).language_of(user.language if user else "")


def _path_of(task: Task) -> str:
    """Return where the file of `task` lies: always at the same place, which nobody can guess."""
    return f"exports/{task.seller_id}/{salted_hmac(KIND, str(task.pk)).hexdigest()}.xlsx"


def told_every_second(pulse: Pulse) -> Callable[[int, int], None]:
    """Return what tells `pulse` how far it is, at most once a second."""
    told_at = monotonic()

    def told(done: int, total: int) -> None:
        nonlocal told_at
        if monotonic() - told_at > 1:
            pulse(done, total)
            told_at = monotonic()

    return told


LIST_FILE = TaskKind(KIND, whole=make_list_file)
