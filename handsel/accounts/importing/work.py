"""The long work of imports, as the worker does it: check, run, undo (ACC-22)."""

from datetime import datetime
from time import monotonic

from handsel.accounts.importing.checking import CHECK, check_import
from handsel.accounts.importing.running import RUN, run_batch
from handsel.accounts.importing.undoing import UNDO, undo_batch
from handsel.identity.actor import Actor
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

BEAT_SECONDS = 1.0


def _check(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    beat, rows = monotonic(), 0

    def tell(count: int) -> None:
        nonlocal beat, rows
        rows = count
        if monotonic() - beat > BEAT_SECONDS:
            beat = monotonic()
            pulse(count, None)

    check_import(task.params["import"], by=by, at=at, tell=tell)
    return Outcome(result={"rows": rows})


IMPORT_KINDS = (TaskKind(CHECK, whole=_check), TaskKind(RUN, batch=run_batch), TaskKind(UNDO, batch=undo_batch))
