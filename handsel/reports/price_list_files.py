"""A long price list as a file that a worker makes, however many plans there are (CAT-2)."""

from datetime import datetime
from functools import partial

from handsel.catalog.models import PriceList
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.reports.files import made_by_worker
from handsel.reports.price_sheets import PricesWanted, write_prices
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

KIND = "price_list_file"


@operation
def start_price_list_file(*, wanted: PricesWanted, by: Actor, at: datetime) -> Task:
    """Queue the making of a workbook of prices; the task's page tells how far it is and has the file for a day.

    Raises Forbidden for storefront users, PriceList.DoesNotExist, TooManyTasks.
    """
    PriceList.objects.get(pk=wanted.price_list.pk, seller_id=by.seller_id)
    return add_task(KIND, wanted.to_kept(), by=by, at=at)


def make_price_list_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` and keep it. Raises PriceList.DoesNotExist where the list was removed meanwhile."""
    with Reading(by.scope):
        wanted = PricesWanted.from_kept(task.params, by.seller_id)
    write = partial(write_prices, wanted=wanted, by=by, at=at)
    return made_by_worker(task, wanted.export, write, by=by, at=at, pulse=pulse)


PRICE_LIST_FILE = TaskKind(KIND, whole=make_price_list_file)
