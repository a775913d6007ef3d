"""What visitors want who are nobody's yet, as staff see it under Incomplete (ACC-3, ORD-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from handsel.catalog.offers import Offer
from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.money import Money
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
    return [
        VisitorCartRow(cart, [(line.quantity, offers.get(line.plan_id)) for line in cart.lines.all()]) for cart in carts
    ]
