"""Prices as staff see and try them: cost, price and margin of all that is sold in a currency (CAT-2, CAT-5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handsel.accounts.tree import own_currency
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.rates_needed import currencies_sold
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


@dataclass(frozen=True)
class Prices:
    """What is sold in one of the `currencies`, and what is not for want of an exchange rate, by what it is bought in.

    A seller that has nobody to sell to yet sees each plan in the currency in which it is bought; `currency` is None.
    """

    currency: str | None
    currencies: Sequence[str]
    plans: list[PricedPlan]
    unpriced: Mapping[str, int]


def prices_in(asked: str, price_list: PriceList, tried: Decimal | None, *, at: datetime) -> Prices:
    """Return all plans of a price list in the currency `asked` for, at its own markup on everything or the one `tried`.

    Where nobody pays in it, the seller's own currency is shown, or the first that somebody pays in.
    """
    seller_id = price_list.seller_id
    sold, own = list(currencies_sold(seller_id)), own_currency(seller_id)
    currency = next((code for code in (asked, own, *sold) if code in sold), None)
    found = range_of(seller_id, price_list.pk, currency, at=at)
    plans = [PricedPlan(line) for line in found.lines]
    if tried not in {None, price_list.markup_percent}:
        before = {line.plan_id: line.unit for line in found.lines}
        lines = range_of(seller_id, price_list.pk, currency, at=at, tried=tried).lines
        plans = [PricedPlan(line, before.get(line.plan_id)) for line in lines]
    return Prices(currency, sold, plans, dict(Counter(plan.cost_currency for plan in found.unpriced)))


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
