"""What visitors want who are nobody's yet, as staff see it under Incomplete (ACC-3, ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from handsel.catalog.offers import Offer
from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.orders.wanted import grouped
from handsel.signups.cart_models import VisitorCart
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.web.visitor_rows import VisitorRows

MOST = 50
"""So many are shown, the latest first."""


@dataclass(frozen=True)
class VisitorCartRow:
    """One cart with what it would come to today at the default prices; `lines` as (how many, what)."""

    cart: VisitorCart
    lines: Sequence[tuple[int, Offer | None]]

    @property
    def named(self) -> list[tuple[int, str]]:
        """How many, and what it is called: an add-on, which stands below its line, by its own name."""
        return [
            (quantity, (offer.plan if offer.is_addon else offer.product) if offer else "")
            for quantity, offer in self.lines
        ]

    @property
    def total(self) -> Money | None:
        totals = [offer.unit * quantity for quantity, offer in self.lines if offer]
        return sum(totals[1:], totals[0]) if totals else None

    @property
    def who(self) -> str:
        """What is known of the person so far."""
        return self.cart.name or self.cart.email or self.cart.phone


def filled_carts(rows: VisitorRows, at: datetime) -> QuerySet[VisitorCart]:
    """Return the open carts of visitors in which something lies."""
    return rows.visitor_carts.open(at).filled()


def visitor_carts_at(desk: Desk, text: str) -> list[VisitorCartRow]:
    """Return those that `text` finds, the latest first, in a fixed number of queries."""
    found = filled_carts(desk, now())
    if text:
        found = found.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(email__icontains=text))
    carts = list(found.prefetch_related("lines").order_by("-changed_at", "-pk")[:MOST])
    if not carts:
        return []
    wanted = {line.plan_id for cart in carts for line in cart.lines.all()}
    offers = {offer.plan_id: offer for offer in offers_to_visitors(desk.seller_id, wanted)}
    return [VisitorCartRow(cart, _lines_of(cart, offers)) for cart in carts]


def _lines_of(cart: VisitorCart, offers: Mapping[int, Offer]) -> list[tuple[int, Offer | None]]:
    return [
        (line.quantity, offers.get(line.plan_id))
        for top, addons in grouped(cart.lines.all())
        for line in (top, *addons)
    ]
