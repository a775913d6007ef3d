"""Carts that are left, of customers and of visitors, as a workbook, at once or made by a worker (ORD-9, ACC-3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import chain
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Value
from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.lookups import among
from handsel.kernel.operation import operation
from handsel.orders.carts_found import CartSearch, Sums, loaded, priced
from handsel.orders.models import Order
from handsel.orders.particulars_models import Reached
from handsel.reports.files import Export, Told, made_at_once, made_by_worker
from handsel.reports.lists import SHORT, ListTooLong
from handsel.reports.one_moment import OneMoment, Rows, cells_in_batches, opened, rows_of_one_moment
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts, words
from handsel.signups.cart_models import VisitorCart, VisitorReached
from handsel.signups.carts_found import (
    CUSTOMERS,
    VISITORS,
    LeftSearch,
    VisitorCartSearch,
    priced_of_visitors,
    visitor_carts_of,
)
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Outcome, Pulse, TaskKind

KIND = "cart_file"
FILE_NAME = "Incomplete orders.xlsx"


@dataclass(frozen=True)
class CartListWanted:
    """Which carts: those that `search` finds, in its order."""

    search: LeftSearch

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_kept() wrote."""
        return cls(LeftSearch.from_params(kept, kept.get("q", "")))

    def to_kept(self) -> dict[str, Any]:
        return self.search.narrowed | {"sort": self.search.sort}

    @property
    def export(self) -> Export:
        """The file that it becomes."""
        return Export(FILE_NAME, "incomplete orders", self.search.narrowed)

    def customers(self, by: Actor) -> QuerySet[Order]:
        """Find those of customers, in no order.

        Needs the asker's scope, which shows a narrowed account manager their own alone.
        """
        carts, search = Order.objects.filter(seller_id=by.seller_id, placed_at__isnull=True), self.search.customers
        return search.within(carts, seller_id=by.seller_id) if search else carts.none()

    def visitors(self, by: Actor, at: datetime) -> QuerySet[VisitorCart]:
        """Find those of visitors, in no order."""
        carts, search = visitor_carts_of(by).open(at).filled(), self.search.visitors
        return search.within(carts, seller_id=by.seller_id) if search else carts.none()

    def is_short(self, by: Actor, at: datetime) -> bool:
        """Whether the file can be written while somebody waits."""
        carts = self.customers(by)[: SHORT + 1].count() + self.visitors(by, at)[: SHORT + 1].count()
        return carts <= SHORT


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
    if not wanted.is_short(by, at):
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

    def customers() -> Any:
        return _sorted(wanted.customers(by), wanted.search.customers, are_visitors=False)

    def visitors() -> Any:
        return _sorted(wanted.visitors(by, at), wanted.search.visitors, are_visitors=True)

    def cells(rows: Rows) -> Batch:
        return _cells(rows, by, at)

    with (
        rows_of_one_moment(customers, by, is_reading=is_reading) as first,
        rows_of_one_moment(visitors, by, is_reading=is_reading) as then,
    ):
        both = OneMoment(first.total + then.total, chain(first.batches, then.batches))
        batches = cells_in_batches(both, cells, reading, told)
        is_rtl = translation.get_language_bidi()
        return write_workbook(target, _("Incomplete orders"), _columns(zone), batches, is_rtl=is_rtl)


def _sorted(found: QuerySet[Any], search: CartSearch | VisitorCartSearch | None, *, are_visitors: bool) -> Any:
    return (search.order.of(found) if search else found).values_list(Value(are_visitors), "pk")


def _columns(zone: ZoneInfo) -> list[Column]:
    reached = {
        Reached.CART: _("Cart"), VisitorReached.CONTACT: _("Contact"), VisitorReached.SIGN_UP: _("Signed up"),
        Reached.ADDRESS: _("Address"), Reached.PAYMENT: _("Payment"), Reached.TERMS: _("Terms"),
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
        Column(_("Whose"), words({CUSTOMERS: _("Customer"), VISITORS: _("Visitor")})),
    ]


def _cells(rows: Rows, by: Actor, at: datetime) -> Batch:
    """Return what stands in the row of each cart; one that was placed or thrown away meanwhile is left out.

    All are of customers, or all of visitors.
    """
    are_visitors, ids = rows[0][0], [pk for _whose, pk, *_sorted_by in rows]
    made = _of_visitors(ids, by, at) if are_visitors else _of_customers(ids, by, at)
    return list(zip(*made, strict=True))


def _of_customers(ids: list[int], by: Actor, at: datetime) -> Iterator[tuple[Any, ...]]:
    open_ones = Order.objects.filter(among("pk", ids), seller_id=by.seller_id, placed_at__isnull=True)
    still = {cart.pk: cart for cart in loaded(open_ones)}
    for cart in priced([still[pk] for pk in ids if pk in still], seller_id=by.seller_id, at=at):
        order, buyer = cart.order, cart.order.buyer
        person = buyer.name, buyer.email, buyer.phone
        yield (
            order.number, *person, cart.reached, order.started_at, cart.changed_at, cart.changed_by, _lines(cart),
            cart.cost, cart.total, cart.total, CUSTOMERS,
        )  # fmt: skip


def _of_visitors(ids: list[int], by: Actor, at: datetime) -> Iterator[tuple[Any, ...]]:
    open_ones = visitor_carts_of(by).open(at).filter(among("pk", ids)).prefetch_related("lines")
    still = {cart.pk: cart for cart in open_ones}
    for seen in priced_of_visitors([still[pk] for pk in ids if pk in still], seller_id=by.seller_id):
        cart = seen.cart
        yield (
            cart.number, cart.name, cart.email, cart.phone, cart.reached, cart.started_at, cart.changed_at, "",
            _lines(seen), seen.cost, seen.total, seen.total, VISITORS,
        )  # fmt: skip


def _lines(cart: Sums) -> str:
    gone = f" ({_('no longer sold')})"
    return ", ".join(f"{line.quantity} × {line.name}{'' if line.plan else gone}" for line in cart.lines)
