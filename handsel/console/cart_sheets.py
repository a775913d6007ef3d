"""The carts that are left as a workbook for Excel: one row for each, as the list has them (ORD-9)."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.console.carts_seen import SeenCart, cart_order, found_carts, seen_carts
from handsel.console.desk import Desk
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, moments, texts

MOST = 5_000
"""So many carts go into one file."""
BATCH = 500


def carts_workbook(desk: Desk, text: str, params: Mapping[str, str], zone: ZoneInfo) -> tuple[bytes, int]:
    """Return the workbook of the carts that `params` ask for, the first 5,000 of them, and how many rows it has."""
    carts = list(cart_order(params).of(found_carts(desk, text, params))[:MOST])
    made = BytesIO()
    rows = write_workbook(
        made,
        _("Incomplete orders"),
        _columns(zone),
        (_batch(seen_carts(desk, carts[first : first + BATCH])) for first in range(0, len(carts), BATCH)),
        is_rtl=translation.get_language_bidi(),
    )
    return made.getvalue(), rows


def _columns(zone: ZoneInfo) -> list[Column]:
    return [
        Column(_("Order"), texts),
        Column(_("Customer"), texts),
        Column(_("E-mail"), texts),
        Column(_("Phone"), texts),
        Column(_("How far"), texts),
        Column(_("Started"), moments(zone), 18),
        Column(_("Last change"), moments(zone), 18),
        Column(_("Changed by"), texts),
        Column(_("In the cart"), texts),
        Column(_("Cost today"), amounts),
        Column(_("Amount today"), amounts),
        Column(_("Currency"), currencies),
    ]


def _batch(carts: list[SeenCart]) -> Batch:
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


def _lines(cart: SeenCart) -> Iterator[str]:
    for line in cart.lines:
        yield f"{line.quantity} × {line.plan.product if line.plan else _('no longer sold')}"
