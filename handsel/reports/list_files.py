"""Long lists become files while nobody waits: asked for, made by a worker, kept for a day (ACC-13)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.reports.files import KEPT, make_file
from handsel.reports.lists import ListWanted, write_list
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind
from handsel.timeline.exports import note_export

KIND = "list_file"


@operation
def start_list_file(*, wanted: ListWanted, by: Actor, at: datetime) -> Task:
    """Queue the making of a workbook; the task's page tells how far it is and has the file for a day.

    Raises Forbidden for storefront users, TooManyTasks.
    """
    return add_task(KIND, wanted.to_kept(), by=by, at=at)


def make_list_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` and keep it."""
    wanted = ListWanted.from_kept(task.params)
    kept, rows = make_file(
        task, lambda made, told: write_list(made, wanted, by=by, at=at, told=told), by=by, pulse=pulse
    )
    note_export(what=wanted.what, narrowed=wanted.to_kept(), rows=rows, by=by, at=at)
    return Outcome(file=kept, file_name=wanted.file_name, expires_at=at + KEPT, result={"rows": rows})


LIST_FILE = TaskKind(KIND, whole=make_list_file)
