"""The carts that are left as a workbook, one row for each, at once or made by a worker, however many (ORD-9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.lookups import among
from handsel.kernel.operation import operation
from handsel.orders.carts_found import CartSearch, PricedCart, loaded, priced
from handsel.orders.models import Order
from handsel.orders.particulars_models import Reached
from handsel.reports.files import Export, Told, made_at_once, made_by_worker
from handsel.reports.lists import SHORT, ListTooLong
from handsel.reports.one_moment import Rows, cells_in_batches, opened, rows_of_one_moment
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts, words
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

KIND = "cart_file"
FILE_NAME = "Incomplete orders.xlsx"


@dataclass(frozen=True)
class CartListWanted:
    """Which carts: those that `search` finds, in its order."""

    search: CartSearch

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_kept() wrote."""
        return cls(CartSearch.from_params(kept, kept.get("q", "")))

    def to_kept(self) -> dict[str, Any]:
        return self.search.narrowed | {"sort": self.search.sort}

    @property
    def export(self) -> Export:
        """The file that it becomes."""
        return Export(FILE_NAME, "incomplete orders", self.search.narrowed)

    def found(self, by: Actor) -> QuerySet[Order]:
        """Find them, in no order. Needs the asker's scope, which shows a narrowed account manager their own alone."""
        carts = Order.objects.filter(seller_id=by.seller_id, placed_at__isnull=True)
        return self.search.within(carts, seller_id=by.seller_id)

    def is_short(self, by: Actor) -> bool:
        """Whether the file can be written while somebody waits."""
        return self.found(by)[: SHORT + 1].count() <= SHORT


@operation
def start_cart_file(*, wanted: CartListWanted, by: Actor, at: datetime) -> Task:
    """Queue the making of a workbook of carts; the task's page tells how far it is and has the file for a day.

    Raises Forbidden for storefront users, TooManyTasks.
    """
    return add_task(KIND, wanted.to_kept(), by=by, at=at)


def make_cart_file(task: Task, by: Actor, at: datetime, pulse: Pulse) -> Outcome:
    """Write the workbook of `task` and keep it."""
    wanted = CartListWanted.from_kept(task.params)
    return made_by_worker(task, wanted.export, partial(_write, wanted=wanted, by=by, at=at), by=by, at=at, pulse=pulse)


CART_FILE = TaskKind(KIND, whole=make_cart_file)


def short_cart_file(wanted: CartListWanted, *, by: Actor, at: datetime) -> BytesIO:
    """Return the workbook of a few carts, at its beginning, and record it. Needs a transaction in the asker's scope.

    Raises ListTooLong.
    """
    if not wanted.is_short(by):
        raise ListTooLong(f"These are more than {SHORT:,} carts.")
    return made_at_once(wanted.export, partial(_write, wanted=wanted, by=by, at=at, is_reading=True), by=by, at=at)


def _write(
    target: IO[bytes],
    wanted: CartListWanted,
    *,
    by: Actor,
    at: datetime,
    is_reading: bool = False,
    told: Told | None = None,
) -> int:
    """Write all carts into `target`, as write_list() does with accounts; return how many."""
    reading = opened(by, is_reading=is_reading)
    with reading():
        zone = ZoneInfo(portal_of(by.seller_id).time_zone)

    def found() -> Any:
        return wanted.search.order.of(wanted.found(by)).values_list("pk")

    def cells(rows: Rows) -> Batch:
        return _cells(rows, by, at)

    with rows_of_one_moment(found, by, is_reading=is_reading) as moment:
        batches = cells_in_batches(moment, cells, reading, told)
        is_rtl = translation.get_language_bidi()
        return write_workbook(target, _("Incomplete orders"), _columns(zone), batches, is_rtl=is_rtl)


def _columns(zone: ZoneInfo) -> list[Column]:
    reached = {
        Reached.CART: _("Cart"), Reached.ADDRESS: _("Address"), Reached.PAYMENT: _("Payment"), Reached.TERMS: _("Terms")
    }  # fmt: skip
    return [
        Column(_("Order"), texts),
        Column(_("Customer"), texts),
        Column(_("E-mail"), texts),
        Column(_("Phone"), texts),
        Column(_("How far"), words(reached)),
        Column(_("Started"), moments(zone), 18),
        Column(_("Last change"), moments(zone), 18),
        Column(_("Changed by"), texts),
        Column(_("In the cart"), texts),
        Column(_("Cost today"), amounts),
        Column(_("Amount today"), amounts),
        Column(_("Currency"), currencies),
    ]


def _cells(rows: Rows, by: Actor, at: datetime) -> Batch:
    """Return what stands in the row of each cart; one that was placed or thrown away meanwhile is left out."""
    ids = [pk for pk, *_sorted_by in rows]
    open_ones = Order.objects.filter(among("pk", ids), seller_id=by.seller_id, placed_at__isnull=True)
    still = {cart.pk: cart for cart in loaded(open_ones)}
    carts = priced([still[pk] for pk in ids if pk in still], seller_id=by.seller_id, at=at)
    return [
        [cart.order.number for cart in carts],
        [cart.order.buyer.name for cart in carts],
        [cart.order.buyer.email for cart in carts],
        [cart.order.buyer.phone for cart in carts],
        [cart.reached for cart in carts],
        [cart.order.started_at for cart in carts],
        [cart.changed_at for cart in carts],
        [cart.changed_by for cart in carts],
        [", ".join(_lines(cart)) for cart in carts],
        [cart.cost for cart in carts],
        [cart.total for cart in carts],
        [cart.total for cart in carts],
    ]


def _lines(cart: PricedCart) -> Iterator[str]:
    for line in cart.lines:
        yield f"{line.quantity} × {line.name or _('no longer sold')}"
