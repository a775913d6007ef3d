"""The orders of a search as a workbook for Excel: one row for each, as the list has them (ORD-1, ORD-5)."""

from io import BytesIO
from itertools import chain
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.console.desk import Desk
from handsel.console.sold_orders import as_sold
from handsel.orders.models import Leg, LegQuerySet
from handsel.orders.searching import OrderSearch
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts
from handsel.web.templatetags.design import number

MOST = 5_000
"""So many orders go into one file."""
BATCH = 500


def orders_workbook(desk: Desk, search: OrderSearch, legs: LegQuerySet, zone: ZoneInfo) -> tuple[bytes, int]:
    """Return the workbook of those of `legs` that `search` finds, and how many orders are in it.

    Of more than 5,000 it has the latest, and says so in its last row.
    """
    wanted = search.within(legs, zone, seller_id=desk.seller_id).legs.prefetch_related("buyer")
    found = list(search.order.of(wanted)[: MOST + 1])
    made, taken, columns = BytesIO(), found[:MOST], _columns(zone)
    batches = (_batch(desk, taken[first : first + BATCH]) for first in range(0, len(taken), BATCH))
    said = _("These are the latest %s orders; there are more. Narrow the search for the others.") % number(MOST)
    note: list[Batch] = [[[said], *([None] for _column in columns[1:])]] if len(found) > MOST else []
    write_workbook(made, _("Orders"), columns, chain(batches, note), is_rtl=translation.get_language_bidi())
    return made.getvalue(), len(taken)


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
