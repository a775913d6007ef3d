"""Open carts of a seller's buyers: found by what was typed, sorted, and at the prices of today (ORD-9)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from handsel.catalog.asked import Filled
from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import range_of
from handsel.catalog.unsold import Unsold, unsold_of
from handsel.kernel.keyset import Order as SortOrder
from handsel.kernel.lookups import among
from handsel.kernel.money import Money, share_percent
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import PricesByHand, at_price
from handsel.orders.models import Order
from handsel.orders.particulars_models import Particulars, Reached
from handsel.orders.wanted import L, grouped

SORTS: Mapping[str, Combinable] = {
    "changed": Coalesce("particulars__changed_at", "started_at"),
    "started": F("started_at"),
    "customer": F("buyer__name"),
}
"""What carts can be sorted by; a minus before it turns it round."""


@dataclass(frozen=True)
class CartSearch:
    """What is looked for; what is empty, or unknown, keeps all. Those that changed last come first by themselves."""

    text: str = ""
    reached: str = ""
    sort: str = "-changed"

    @property
    def order(self) -> SortOrder:
        return SortOrder(self.sort, (SORTS[self.sort.removeprefix("-")], F("pk")), falls=self.sort.startswith("-"))

    def within(self, carts: QuerySet[Order], *, seller_id: int) -> QuerySet[Order]:
        """Return those of `carts`, begun at `seller_id`, that are looked for, in no order."""
        if self.reached:
            carts = carts.filter(particulars__reached=self.reached)
        if not self.text:
            return carts
        lies_in_it = Line.objects.filter(order=OuterRef("pk")).filter(among("plan", plans_called(self.text, seller_id)))
        said = Q(particulars__po_number__icontains=self.text) | Q(particulars__site__code__icontains=self.text)
        who = Q(buyer__name__icontains=self.text) | Q(buyer__email__icontains=self.text)
        return carts.filter(Q(number__icontains=self.text) | who | said | Exists(lies_in_it))


def plans_called(text: str, seller_id: int) -> list[int]:
    """Return the plans of products that are called so, whoever supplies them."""
    sold, looked_for = range_of(seller_id, None, None), text.casefold()
    return [plan.plan_id for plan in (*sold.lines, *sold.unpriced) if looked_for in plan.product.casefold()]


@dataclass(frozen=True)
class CartLine:
    """One line of a cart; `plan` is None where the product is not sold, which `unsold` tells more of.

    An add-on, which follows the line that it goes with, has its own name and not that of the product.
    """

    quantity: int
    plan: PricedPlan | None
    is_addon: bool
    options: Sequence[Filled] = ()
    unsold: Unsold | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        called = self.plan or self.unsold
        return (called.plan if self.is_addon else called.product) if called else ""

    @property
    def total(self) -> Money | None:
        return self.plan.unit * self.quantity if self.plan else None

    @property
    def margin(self) -> Money | None:
        return self.plan.margin * self.quantity if self.plan else None

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.plan.margin, self.plan.unit) if self.plan else None


class Sums:
    """What the `lines` of a cart come to, all in one `currency`."""

    lines: Sequence[CartLine]

    @property
    def currency(self) -> str:
        raise NotImplementedError

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


@dataclass(frozen=True)
class PricedCart(Sums):
    """An order that is not placed yet, at the prices of today."""

    order: Order
    lines: Sequence[CartLine]

    @property
    def currency(self) -> str:
        return self.order.edge.currency

    @property
    def particulars(self) -> Particulars | None:
        """What the buyer said so far; None for a cart from before that was kept."""
        return getattr(self.order, "particulars", None)

    @property
    def reached(self) -> Reached:
        """How far the buyer came."""
        return Reached(self.particulars.reached) if self.particulars else Reached.CART

    @property
    def changed_at(self) -> datetime:
        return self.particulars.changed_at if self.particulars else self.order.started_at

    @property
    def changed_by(self) -> str:
        return self.particulars.changed_by_name if self.particulars else ""


def loaded(carts: QuerySet[Order]) -> QuerySet[Order]:
    """Return `carts` with all that their prices are made of."""
    return carts.select_related("buyer", "edge", "edge__price_list", "particulars__site").prefetch_related("lines")


def priced(carts: Sequence[Order], *, seller_id: int, at: datetime) -> list[PricedCart]:
    """Return `carts`, which are loaded(), with the prices that their buyers would pay at `at`.

    Needs the seller's scope. The number of queries depends on how many price lists there are, not on that of carts.
    """
    wanted: dict[tuple[int | None, str], set[int]] = {}
    for cart in carts:
        plans_of = wanted.setdefault((cart.edge.price_list_id, cart.edge.currency), set())
        plans_of.update(line.plan_id for line in cart.lines.all())
    found = {
        asked: range_of(seller_id, *asked, plan_ids=sorted(plans), at=at) for asked, plans in wanted.items() if plans
    }
    unsold = {asked: unsold_of(seller_id, wanted[asked], sold) for asked, sold in found.items()}
    by_hand = PricesByHand(*carts, at=at)
    made = []
    for cart in carts:
        asked = cart.edge.price_list_id, cart.edge.currency
        priced_line = partial(_at_price_by_hand, found[asked].sold if asked in found else {}, by_hand)
        made.append(PricedCart(cart, cart_lines(cart.lines.all(), priced_line, unsold.get(asked, {}))))
    return made


def _at_price_by_hand(plans: Mapping[int, PricedPlan], by_hand: PricesByHand, line: Line) -> PricedPlan | None:
    return at_price(plans.get(line.plan_id), by_hand.of(line))


def cart_lines(
    lines: Iterable[L], plan_of: Callable[[L], PricedPlan | None], unsold: Mapping[int, Unsold]
) -> list[CartLine]:
    """Return the lines of a cart as they are read, each with its add-ons below it, at the prices of `plan_of`."""
    return [
        CartLine(line.quantity, plan_of(line), line.under_id is not None, line.options, unsold.get(line.plan_id))
        for top, addons in grouped(lines)
        for line in (top, *addons)
    ]
