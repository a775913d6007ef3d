"""The orders of a search as a workbook for Excel: one row for each, as the list has them (ORD-1, ORD-5)."""

from io import BytesIO
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.console.desk import Desk
from handsel.console.sold_orders import as_sold
from handsel.orders.models import Leg, LegQuerySet
from handsel.orders.searching import OrderSearch
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts

MOST = 5_000
"""So many orders go into one file."""
BATCH = 500


def orders_workbook(desk: Desk, search: OrderSearch, legs: LegQuerySet, zone: ZoneInfo) -> tuple[bytes, int]:
    """Return the workbook of those of `legs` that `search` finds, the latest 5,000 of them, and its rows."""
    wanted = search.within(legs, zone, seller_id=desk.seller_id).legs.prefetch_related("buyer")
    found = list(search.order.of(wanted)[:MOST])
    made = BytesIO()
    rows = write_workbook(
        made,
        _("Orders"),
        _columns(zone),
        (_batch(desk, found[first : first + BATCH]) for first in range(0, len(found), BATCH)),
        is_rtl=translation.get_language_bidi(),
    )
    return made.getvalue(), rows


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
        Column(_("Total cost"), amounts),
        Column(_("Total amount"), amounts),
        Column(_("Currency"), currencies),
    ]


def _batch(desk: Desk, legs: list[Leg]) -> Batch:
    orders = list(map(as_sold(desk, legs), legs))
    return [
        [order.leg.number for order in orders],
        [order.leg.buyer.name for order in orders],
        [order.invoice_name for order in orders],
        [order.site_code for order in orders],
        [order.said.found.po_number if order.said else "" for order in orders],
        [order.leg.get_placed_by_display() for order in orders],
        [order.situation.status for order in orders],
        [order.leg.get_payment_method_display() for order in orders],
        [order.leg.placed_at for order in orders],
        [order.cost for order in orders],
        [order.total for order in orders],
        [order.total for order in orders],
    ]
