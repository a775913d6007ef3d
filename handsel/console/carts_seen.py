"""Carts as their seller's staff see them: who began them, what lies in them, what it would come to today (ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from handsel.catalog.models import Plan
from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import lines_of
from handsel.console.desk import Desk
from handsel.console.sold_orders import end_customer_labels
from handsel.kernel.clock import now
from handsel.kernel.keyset import KeysetPage, keyset_page
from handsel.kernel.keyset import Order as SortOrder
from handsel.kernel.money import Money, share_percent
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import PricesByHand, at_price
from handsel.orders.models import Order
from handsel.orders.particulars_models import Particulars, Reached
from handsel.web.particulars_form import SeenParticulars


@dataclass(frozen=True)
class CartLine:
    """One line of a cart; `plan` is None where the product is no longer sold, or has no price."""

    quantity: int
    plan: PricedPlan | None

    @property
    def total(self) -> Money | None:
        return self.plan.unit * self.quantity if self.plan else None

    @property
    def margin(self) -> Money | None:
        return self.plan.margin * self.quantity if self.plan else None

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.plan.margin, self.plan.unit) if self.plan else None


@dataclass(frozen=True)
class SeenCart:
    """An order that is not placed yet, at the prices of today.

    `end_customer` is for whom the buyer shops, as far as the glass wall lets us know; empty for itself.
    """

    order: Order
    lines: Sequence[CartLine]
    end_customer: str

    @property
    def currency(self) -> str:
        return self.order.edge.currency

    @property
    def total(self) -> Money:
        return sum((line.total for line in self.lines if line.total), Money(0, self.currency))

    @property
    def cost(self) -> Money:
        costs = (line.plan.converted * line.quantity for line in self.lines if line.plan)
        return sum(costs, Money(0, self.currency))

    @property
    def margin(self) -> Money:
        return self.total - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.margin, self.total)

    @property
    def is_by_customer(self) -> bool:
        return self.order.placed_by == "customer"

    @property
    def said(self) -> SeenParticulars | None:
        """What the buyer said so far; None for a cart from before that was kept."""
        found = self.particulars
        return SeenParticulars(found) if found else None

    @property
    def particulars(self) -> Particulars | None:
        return getattr(self.order, "particulars", None)

    @property
    def reached(self) -> str:
        """How far the buyer came, in words."""
        return str(REACHED[Reached(self.particulars.reached) if self.particulars else Reached.CART])

    @property
    def changed_at(self) -> datetime:
        return self.particulars.changed_at if self.particulars else self.order.started_at

    @property
    def changed_by(self) -> str:
        return self.particulars.changed_by_name if self.particulars else ""


REACHED = {
    Reached.CART: gettext_lazy("Cart"),
    Reached.ADDRESS: gettext_lazy("Address"),
    Reached.PAYMENT: gettext_lazy("Payment"),
    Reached.TERMS: gettext_lazy("Terms"),
}
"""How far a buyer came with a cart, in words."""

SORTS: Mapping[str, Combinable] = {
    "changed": Coalesce("particulars__changed_at", "started_at"),
    "started": F("started_at"),
    "customer": F("buyer__name"),
}
"""What carts can be sorted by; a minus before it turns it round."""


def found_carts(desk: Desk, text: str, params: Mapping[str, str]) -> QuerySet[Order]:
    """Return the open carts that `params` ask for, in no order."""
    carts = desk.carts.select_related("buyer", "edge", "edge__price_list", "particulars__site")
    if params.get("reached") in Reached.values:
        carts = carts.filter(particulars__reached=params["reached"])
    return _matching(carts, text).prefetch_related("lines")


def cart_order(params: Mapping[str, str]) -> SortOrder:
    """Return the order that `params` ask for; those that changed last first unless they say otherwise."""
    asked = params.get("sort", "")
    if asked.removeprefix("-") not in SORTS:
        asked = "-changed"
    return SortOrder(asked, (SORTS[asked.removeprefix("-")], F("pk")), falls=asked.startswith("-"))


def cart_page(desk: Desk, text: str, params: Mapping[str, str]) -> KeysetPage[SeenCart]:
    """Return the page of open carts that `params` ask for, in a fixed number of queries."""
    page = keyset_page(found_carts(desk, text, params), cart_order(params), params)
    seen = {cart.order.pk: cart for cart in seen_carts(desk, page.rows)}
    return page.shown_as(lambda cart: seen[cart.pk])


def seen_carts(desk: Desk, carts: Sequence[Order]) -> list[SeenCart]:
    """Return `carts`, loaded with edge, price list and lines, with the prices that their buyers would pay today."""
    labels = end_customer_labels(cart.end_customer_id for cart in carts)
    wanted: dict[tuple[int | None, str], set[int]] = {}
    for cart in carts:
        plans_of = wanted.setdefault((cart.edge.price_list_id, cart.edge.currency), set())
        plans_of.update(line.plan_id for line in cart.lines.all())
    prices = {
        asked: {plan.plan_id: plan for plan in lines_of(desk.seller_id, *asked, plan_ids=sorted(plans), at=now())}
        for asked, plans in wanted.items()
        if plans
    }
    by_hand = PricesByHand(*carts, at=now())
    seen = []
    for cart in carts:
        plans = prices.get((cart.edge.price_list_id, cart.edge.currency), {})
        lines = [
            CartLine(line.quantity, at_price(plans.get(line.plan_id), by_hand.of(line))) for line in cart.lines.all()
        ]
        seen.append(SeenCart(cart, lines, labels.get(cart.end_customer_id or 0, "")))
    return seen


def _matching(carts: QuerySet[Order], text: str) -> QuerySet[Order]:
    if not text:
        return carts
    lies_in_it = Line.objects.filter(order=OuterRef("pk"), plan__in=Plan.objects.filter(product__name__icontains=text))
    said = Q(particulars__po_number__icontains=text) | Q(particulars__site__code__icontains=text)
    who = Q(buyer__name__icontains=text) | Q(buyer__email__icontains=text)
    return carts.filter(Q(number__icontains=text) | who | said | Exists(lies_in_it))
