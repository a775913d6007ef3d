"""Prices as staff see and try them: cost, rule, price and margin of what is on a price list (CAT-2, CAT-5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext as _

from handsel.accounts.tree import own_currency
from handsel.catalog.deciding import Waiting, waiting_for_decision
from handsel.catalog.losses import last_moment
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.pages import NARROWED, Narrowed, lines_on
from handsel.catalog.rates_needed import currencies_sold, missing_for
from handsel.console.desk import Desk
from handsel.kernel.money import Money, share_percent
from handsel.web.searches import searched
from handsel.web.tables import PAGE_SIZE, Page, page_number
from handsel.web.templatetags.money import money_text
from handsel.web.templatetags.taxes import percent as percent_text


@dataclass(frozen=True)
class PricedPlan:
    """One plan with its price now, or as it would be; `before` is the price now where a markup is tried.

    `is_fallback` says that the rule is of the default list while another is looked at.
    """

    line: Line
    before: Money | None = None
    is_fallback: bool = False

    @property
    def margin_percent(self) -> Decimal | None:
        return share_percent(self.line.margin, self.line.unit)

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before != self.line.unit

    @property
    def is_held(self) -> bool:
        """Whether the price is made from an older cost than that of today."""
        return self.line.base_minor != self.line.unit_converted_minor

    @property
    def below_cost_until(self) -> datetime | None:
        """The last day on which it may lie below its cost."""
        return last_moment(self.line.loss_until) if self.line.loss_until else None

    @property
    def rule(self) -> str:
        """The rule in figures, as people say it."""
        line = self.line
        if line.fixed_minor is not None:
            return _("fixed price")
        percent = f"{percent_text(line.markup_percent or Decimal(0))} %"
        if not line.amount_minor:
            return percent
        amount = money_text(Money(abs(line.amount_minor), line.currency))
        return f"{percent} {'+' if line.amount_minor > 0 else '−'} {amount}"

    @property
    def source(self) -> str:
        """What the rule is for."""
        return (_("everything"), _("everything"), _("category"), _("product"), _("plan"))[self.line.level]


@dataclass(frozen=True)
class Prices:
    """One page of what is sold in one of the `currencies`, and what is not for want of an exchange rate.

    A seller that has nobody to sell to yet sees each plan in the currency in which it is bought; `currency` is None.
    """

    currency: str | None
    currencies: Sequence[str]
    narrowed: Narrowed
    page: Page[PricedPlan]
    unpriced: Mapping[str, int]

    @property
    def asked(self) -> str:
        """What was asked for, as the address of the same rows in a file."""
        found = self.narrowed
        asked = {"q": found.text, "category": found.category_id, "only": found.only, "currency": self.currency}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Listed:
    """A price list of several, with how many buy from it."""

    price_list: PriceList
    buyers: int


def listed(desk: Desk, lists: Sequence[PriceList]) -> list[Listed]:
    """Return `lists` with how many buy from each; who has none of their own buys from the default one."""
    counted = desk.edges.order_by().values("price_list_id").annotate(n=Count("pk")).values_list("price_list_id", "n")
    buyers: dict[int | None, int] = dict(counted)
    default = buyers.get(None, 0)
    return [Listed(found, buyers.get(found.pk, 0) + (default if found.is_default else 0)) for found in lists]


def prices_in(price_list: PriceList, params: Mapping[str, str], tried: Decimal | None, *, at: datetime) -> Prices:
    """Return the page of a price list that `params` ask for, at its own markup on everything or the one `tried`."""
    seller_id, narrowed = price_list.seller_id, narrowed_by(params)
    sold = list(currencies_sold(seller_id))
    currency = currency_of(seller_id, params.get("currency", ""), sold)
    number = page_number(params.get("page", ""))
    if tried == price_list.markup_percent:
        tried = None
    found = lines_on(
        price_list, currency, narrowed, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, tried=tried, at=at
    )
    if not found.lines and number > 1:
        return prices_in(price_list, {name: value for name, value in params.items() if name != "page"}, tried, at=at)
    before = {} if tried is None else _prices_now(price_list, currency, found.lines, at)
    default = price_list.is_default
    rows = [
        PricedPlan(line, before.get(line.plan_id), is_fallback=not default and line.list_id != price_list.pk)
        for line in found.lines
    ]
    has_next = found.is_more or number * PAGE_SIZE < found.total
    page = Page(rows, number, PAGE_SIZE, found.total, found.is_more, has_next)
    return Prices(currency, sold, narrowed, page, _unpriced(price_list, currency, at))


def waiting_page(desk: Desk, params: Mapping[str, str], *, at: datetime) -> Page[Waiting]:
    """Return the page of the plans that wait for a decision that `params` ask for; the first beyond the last."""
    number = page_number(params.get("page", ""))
    found = waiting_for_decision(desk.seller_id, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, at=at)
    if not found.rows and number > 1:
        return waiting_page(desk, {}, at=at)
    has_next = found.is_more or number * PAGE_SIZE < found.total
    return Page(found.rows, number, PAGE_SIZE, found.total, found.is_more, has_next)


def currency_of(seller_id: int, asked: str, sold: Sequence[str] | None = None) -> str | None:
    """Return the currency `asked` for, where somebody pays in it; else the seller's own, or the first of all."""
    known = list(currencies_sold(seller_id)) if sold is None else sold
    return next((code for code in (asked, own_currency(seller_id), *known) if code in known), None)


def narrowed_by(params: Mapping[str, str]) -> Narrowed:
    """Return which plans `params` ask for; what cannot be read is left out."""
    category, only = params.get("category", ""), params.get("only", "")
    known = category.isascii() and category.isdigit() and len(category) < 18  # noqa: PLR2004 - digits of an id
    return Narrowed(searched(params), int(category) if known else None, only if only in NARROWED else "")


def _prices_now(price_list: PriceList, currency: str | None, lines: Sequence[Line], at: datetime) -> dict[int, Money]:
    plans = [line.plan_id for line in lines]
    found = range_of(price_list.seller_id, price_list.pk, currency, plan_ids=plans, at=at)
    return {line.plan_id: line.unit for line in found.lines}


def _unpriced(price_list: PriceList, currency: str | None, at: datetime) -> Mapping[str, int]:
    if currency is None or not missing_for(price_list.seller_id, currency, at=at):
        return {}
    unpriced = range_of(price_list.seller_id, price_list.pk, currency, at=at).unpriced
    return dict(Counter(plan.cost_currency for plan in unpriced))
