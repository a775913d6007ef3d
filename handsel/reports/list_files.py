"""Long lists become files while nobody waits: asked for, made by a worker, kept for a day (ACC-13)."""

from datetime import datetime
from functools import partial

from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.reports.files import made_by_worker
from handsel.reports.lists import ListWanted, write_list
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

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
    write = partial(write_list, wanted=wanted, by=by, at=at)
    return made_by_worker(task, wanted.export, write, by=by, at=at, pulse=pulse)


LIST_FILE = TaskKind(KIND, whole=make_list_file)
