"""Carts as their seller's staff see them: who began them, what lies in them, what it would come to today (ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from handsel.catalog.models import Plan
from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import lines_of
from handsel.console.desk import Desk
from handsel.console.sold_orders import end_customer_labels, share_percent
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.web.tables import Page, page_of


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


def cart_page(desk: Desk, text: str, params: Mapping[str, str]) -> Page[SeenCart]:
    """Return the page of open carts that `params` ask for, the latest first, in a fixed number of queries."""
    carts = desk.carts.select_related("buyer", "edge", "edge__price_list").prefetch_related("lines")
    page = page_of(_matching(carts, text).order_by("-started_at", "-pk"), params)
    seen = {cart.order.pk: cart for cart in seen_carts(desk, page.rows)}
    return page.shown_as(lambda cart: seen[cart.pk])


def seen_carts(desk: Desk, carts: Sequence[Order]) -> list[SeenCart]:
    """Return `carts`, loaded with edge, price list and lines, with the prices that their buyers would pay today."""
    labels = end_customer_labels(cart.end_customer_id for cart in carts)
    prices: dict[tuple[int | None, str], dict[int, PricedPlan]] = {}
    seen = []
    for cart in carts:
        asked = cart.edge.price_list_id, cart.edge.currency
        if asked not in prices:
            prices[asked] = {plan.plan_id: plan for plan in lines_of(desk.seller_id, *asked, at=now())}
        plans = prices[asked]
        lines = [CartLine(line.quantity, plans.get(line.plan_id)) for line in cart.lines.all()]
        seen.append(SeenCart(cart, lines, labels.get(cart.end_customer_id or 0, "")))
    return seen


def _matching(carts: QuerySet[Order], text: str) -> QuerySet[Order]:
    if not text:
        return carts
    lies_in_it = Line.objects.filter(order=OuterRef("pk"), plan__in=Plan.objects.filter(product__name__icontains=text))
    return carts.filter(Q(number__icontains=text) | Q(buyer__name__icontains=text) | Exists(lies_in_it))
