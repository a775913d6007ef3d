"""Prices as staff see and try them: cost, price and margin of all that is sold, at a markup (CAT-2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handsel.catalog.offers import Line, lines_of
from handsel.console.sold_orders import share_percent
from handsel.kernel.money import Money
from handsel.web.tables import PAGE_SIZE, Page


@dataclass(frozen=True)
class PricedPlan:
    """One plan with its price now, or as it would be; `before` is the price now where a markup is tried."""

    line: Line
    before: Money | None = None

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.line.margin, self.line.unit)

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before != self.line.unit


def priced_plans(seller_id: int, current: Decimal, tried: Decimal | None) -> list[PricedPlan]:
    """Return all plans sold at the `current` markup, or at the one that is `tried`, with the price now beside it."""
    if tried is None or tried == current:
        return [PricedPlan(line) for line in lines_of(seller_id, current)]
    before = {line.plan_id: line.unit for line in lines_of(seller_id, current)}
    return [PricedPlan(line, before.get(line.plan_id)) for line in lines_of(seller_id, tried)]


def plans_matching(plans: Iterable[PricedPlan], text: str) -> list[PricedPlan]:
    """Return those in whose product, plan, category or article number every word of `text` stands."""
    words = text.casefold().split()
    return [plan for plan in plans if all(word in _words(plan.line) for word in words)]


def _words(line: Line) -> str:
    return f"{line.product} {line.plan} {line.category} {line.sku}".casefold()


def plan_page(plans: Sequence[PricedPlan], params: Mapping[str, str]) -> Page[PricedPlan]:
    """Return the page of `plans` that `params` ask for; the first where it has no rows."""
    typed = params.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1  # noqa: PLR2004 - digits
    if not 0 <= (number - 1) * PAGE_SIZE < len(plans):
        number = 1
    rows = plans[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    has_next = number * PAGE_SIZE < len(plans)
    return Page(rows, number, PAGE_SIZE, len(plans), is_more=False, has_next=has_next)
