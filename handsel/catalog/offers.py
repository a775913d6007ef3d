"""What can be bought and sold, with each asker's own figures only (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from handsel.kernel.database import call_function
from handsel.kernel.money import Money


@dataclass(frozen=True)
class Offer:
    """One plan as a buyer sees it: what it is and what one unit costs the buyer."""

    plan_id: int
    sku: str
    product: str
    category: str
    description: str
    kind: str
    plan: str
    period_months: int
    currency: str
    unit_minor: int

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)


@dataclass(frozen=True)
class Line:
    """One plan as its seller sees it: cost, price under a markup, and the margin between them, per unit."""

    plan_id: int
    sku: str
    product: str
    category: str
    description: str
    kind: str
    plan: str
    period_months: int
    currency: str
    is_own: bool
    unit_cost_minor: int
    unit_minor: int

    @property
    def cost(self) -> Money:
        return Money(self.unit_cost_minor, self.currency)

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)

    @property
    def margin(self) -> Money:
        return self.unit - self.cost


def offers_to(buyer_id: int, plan_ids: Sequence[int] | None = None) -> list[Offer]:
    """Return what `buyer_id` can buy from its seller, by category and name. `plan_ids` narrows; None means all.

    A plan is left out when its product was withdrawn or has no price in the currency of every edge above.
    """
    plans = None if plan_ids is None else list(plan_ids)
    return [Offer(**row) for row in call_function("catalog_offers", buyer_id, plans)]


def lines_of(seller_id: int, markup_percent: Decimal) -> list[Line]:
    """Return what `seller_id` can sell: its cost beside its price at `markup_percent`, in the order of `offers_to`."""
    return [Line(**row) for row in call_function("catalog_lines", seller_id, markup_percent)]
