"""The orders of a search as a file that a worker makes, however many they are (ORD-1, ORD-5)."""

from datetime import datetime
from functools import partial

from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.reports.files import made_by_worker
from handsel.reports.order_sheets import OrderListWanted, write_orders
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

KIND = "order_file"


@operation
def start_order_file(*, wanted: OrderListWanted, by: Actor, at: datetime) -> Task:
    """Queue the making of a workbook of orders; the task's page tells how far it is and has the file for a day.

    Raises Forbidden for storefront users, TooManyTasks.
    """
    return add_task(KIND, wanted.to_kept(), by=by, at=at)


def make_order_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` and keep it."""
    wanted = OrderListWanted.from_kept(task.params)
    write = partial(write_orders, wanted=wanted, by=by)
    return made_by_worker(task, wanted.export, write, by=by, at=at, pulse=pulse)


ORDER_FILE = TaskKind(KIND, whole=make_order_file)
