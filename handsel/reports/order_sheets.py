"""The orders of a search as a workbook: one row for each, as the list has them and in its order (ORD-1, ORD-5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.lookups import among
from handsel.kernel.money import Money
from handsel.orders.costs import costs_of
from handsel.orders.finding import Found
from handsel.orders.models import Leg
from handsel.orders.particulars_models import Particulars
from handsel.orders.receiving import dues_for
from handsel.orders.searching import OrderSearch
from handsel.orders.status import situation
from handsel.reports.files import Export, Told, made_at_once
from handsel.reports.lists import SHORT, ListTooLong
from handsel.reports.one_moment import Rows, cells_in_batches, opened, rows_of_one_moment
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts

FILE_NAME = "Orders.xlsx"
_NEEDED = (
    "id", "buyer_id", "order_id", "number", "placed_by", "asked_at", "currency", "gross_minor", "owed_minor",
    "payment_method", "payment", "approval", "fulfilment", "settled_at",
)  # fmt: skip
"""In the order in which a leg has them, as `from_db` takes them."""


@dataclass(frozen=True)
class OrderListWanted:
    """Which orders: those that `search` finds, its days beginning and ending in `zone`.

    With `account`, the number of a customer or sub-reseller, only what that one buys.
    """

    search: OrderSearch
    zone: str
    account: int | None = None

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_kept() wrote."""
        search = replace(OrderSearch.from_params(kept, kept.get("q", "")), situation=kept.get("situation", ""))
        return cls(search, kept["zone"], kept.get("account"))

    def to_kept(self) -> dict[str, Any]:
        return self.narrowed | {"zone": self.zone}

    @property
    def narrowed(self) -> dict[str, Any]:
        """What it asks for, by the names that an address has for it."""
        search = self.search
        told = {"account": self.account, "q": search.text, "queue": search.queue, "situation": search.situation}
        return {name: value for name, value in told.items() if value} | search.narrowed

    @property
    def export(self) -> Export:
        """The file that it becomes."""
        return Export(FILE_NAME, "orders", self.narrowed)

    def found(self, by: Actor) -> Found:
        """Find them, in no order. Needs the asker's scope, which shows a narrowed account manager their own alone."""
        legs = Leg.objects.sold_by(by.seller_id)
        if self.account is not None:
            legs = legs.filter(buyer__number=self.account)
        return self.search.within(legs, ZoneInfo(self.zone), seller_id=by.seller_id)

    def is_short(self, by: Actor) -> bool:
        """Whether the file can be written while somebody waits."""
        found = self.found(by)
        if found.total and found.total.number > SHORT:
            return False
        return self.search.order.of(found.legs)[: SHORT + 1].count() <= SHORT


def short_order_file(wanted: OrderListWanted, *, by: Actor, at: datetime) -> BytesIO:
    """Return the workbook of a few orders, at its beginning, and record it. Needs a transaction in the asker's scope.

    Raises ListTooLong.
    """
    if not wanted.is_short(by):
        raise ListTooLong(f"These are more than {SHORT:,} orders.")
    write = partial(write_orders, wanted=wanted, by=by, is_reading=True)
    return made_at_once(wanted.export, write, by=by, at=at)


def write_orders(
    target: IO[bytes], wanted: OrderListWanted, *, by: Actor, is_reading: bool = False, told: Told | None = None
) -> int:
    """Write all orders into `target`, as write_list() does with accounts; return how many."""
    reading = opened(by, is_reading=is_reading)
    with reading():
        zone = ZoneInfo(portal_of(by.seller_id).time_zone)

    def found() -> Any:
        return wanted.search.order.of(wanted.found(by).legs).values_list(*_NEEDED)

    with rows_of_one_moment(found, by, is_reading=is_reading) as moment:
        batches = cells_in_batches(moment, lambda rows: _cells(rows, by.seller_id), reading, told)
        return write_workbook(target, _("Orders"), _columns(zone), batches, is_rtl=translation.get_language_bidi())


def _columns(zone: ZoneInfo) -> list[Column]:
    return [
        Column(_("Order number"), texts),
        Column(_("Customer"), texts),
        Column(_("Name on the invoice"), texts),
        Column(_("Site"), texts),
        Column(_("PO number"), texts),
        Column(_("Placed by"), texts),
        Column(_("Status"), texts),
        Column(_("Payment method"), texts),
        Column(_("Date"), moments(zone), 18),
        Column(_("Total cost without tax"), amounts),
        Column(_("Total amount with tax"), amounts),
        Column(_("Still to be paid"), amounts),
        Column(_("Currency"), currencies),
    ]


def _cells(rows: Rows, seller_id: int) -> Batch:
    legs = [Leg.from_db(None, _NEEDED, row) for row in rows]
    names = dict(Account.objects.filter(among("pk", list({leg.buyer_id for leg in legs}))).values_list("pk", "name"))
    costs, said = costs_of(legs, seller_id=seller_id), _said([leg.order_id for leg in legs], seller_id)
    buyers = [names.get(leg.buyer_id, "") for leg in legs]
    told = [said.get(leg.order_id, _NOTHING) for leg in legs]
    dues = dues_for(legs)
    totals = [Money(leg.gross_minor, leg.currency) for leg in legs]
    return [
        [leg.number for leg in legs],
        buyers,
        [one.invoice_name or buyer for one, buyer in zip(told, buyers, strict=True)],
        [one.site for one in told],
        [one.po_number for one in told],
        [leg.get_placed_by_display() for leg in legs],
        [situation(leg).status for leg in legs],
        [leg.get_payment_method_display() for leg in legs],
        [leg.asked_at for leg in legs],
        [costs.get(leg.order_id) for leg in legs],
        totals,
        [dues[leg.pk] if leg.owed_minor or situation(leg).name == "awaiting_payment" else None for leg in legs],
        totals,
    ]


@dataclass(frozen=True)
class _Said:
    """What the buyer said about an order, and the name that was on its invoice."""

    invoice_name: str = ""
    site: str = ""
    po_number: str = ""


_NOTHING = _Said()


def _said(order_ids: list[int], seller_id: int) -> dict[int, _Said]:
    """Return by order what was said to the seller itself: a buyer further down speaks to its own."""
    found = Particulars.objects.filter(among("order_id", order_ids), seller_id=seller_id)
    rows = found.values_list("order_id", "billing__company_name", "site__code", "po_number")
    return {order: _Said(name or "", site or "", po_number) for order, name, site, po_number in rows}
