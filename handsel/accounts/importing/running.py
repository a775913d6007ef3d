"""Carry out an import that was checked: batch by batch, each with how far it came, and none twice (ACC-22)."""

from datetime import datetime, timedelta

from handsel.accounts.import_models import AT_WORK, Import, ImportState
from handsel.accounts.importing.choices import matching_from
from handsel.accounts.importing.fates import Fate, Seen
from handsel.accounts.importing.opening import BATCH_ROWS
from handsel.accounts.importing.rows import count_fates, drafts_of, keep_rows
from handsel.accounts.importing.uploads import ImportMovedOn, locked_import, remove_file
from handsel.accounts.importing.writing import write_batch
from handsel.accounts.rules import may_continue_import
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Progress
from handsel.timeline.record import record

RUN = "import_run"
"""The kind of the task."""
UNDONE_WITHIN = timedelta(days=30)
TAKEN = (Fate.NEW, Fate.UPDATE, Fate.UNCHANGED)
"""Fates that are decided anew when it comes to it: somebody may have added or changed the account meanwhile."""


class NothingToImport(Conflict):
    """No row of the file is new or changes anything."""

    code = "nothing_to_import"


@operation
def start_run(*, import_id: int, by: Actor, at: datetime) -> Import:
    """Have the rows imported that the dry run found new or changed.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn, NothingToImport, TooManyTasks.
    """
    found = locked_import(import_id, by, ImportState.CHECKED)
    may_continue_import(by, found).or_refuse()
    if not found.counts.get(Fate.NEW) and not found.counts.get(Fate.UPDATE):
        raise NothingToImport("No row of the file is new, and none changes anything.")
    found.state, found.position = ImportState.RUNNING, 0
    found.task = add_task(RUN, {"import": found.pk}, by=by, at=at, total=found.rows_count)
    found.counts = {}
    found.save()
    return found


@operation
def resume_work(*, import_id: int, by: Actor, at: datetime) -> Import:
    """Go on with a check, a run or an undoing that stopped, from where it stopped.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn while it is at work, TooManyTasks.
    """
    found = locked_import(import_id, by, *AT_WORK)
    if found.task is None or found.task.is_open:
        raise ImportMovedOn(f"The import of {found.file_name} is being worked on.")
    done = found.rows_count if found.state == ImportState.RUNNING else 0
    found.task = add_task(
        found.task.kind, found.task.params, by=by, at=at, total=found.task.total and found.task.total - done
    )
    found.save(update_fields=["task"])
    return found


@step
def run_batch(task: Task, by: Actor, at: datetime) -> Progress:
    """Import the next rows and say how many there were; the last batch ends the import.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(task.params["import"], by, ImportState.RUNNING)
    rows = list(found.rows.filter(line__gt=found.position).order_by("line")[:BATCH_ROWS])
    drafts = drafts_of([row for row in rows if row.fate in TAKEN])
    if drafts:
        column = matching_from(found.heading["names"], found.choices).column_of("external_number")
        keep_rows(found, *write_batch(drafts, found, Seen(), by, at, column))
    count_fates(found, [row.fate for row in rows if row.fate not in TAKEN])
    is_finished = len(rows) < BATCH_ROWS
    if is_finished:
        _end(found, by, at)
    else:
        found.position = rows[-1].line
    found.save()
    return Progress(done=len(rows), is_finished=is_finished)


def _end(found: Import, by: Actor, at: datetime) -> None:
    remove_file(found)
    found.state, found.done_at, found.expires_at, found.file = ImportState.DONE, at, at + UNDONE_WITHIN, ""
    record(
        "import.carried_out",
        subject=found,
        account_id=found.seller_id,
        by=by,
        at=at,
        file=found.file_name,
        kind=found.kind,
        **found.counts,
    )
