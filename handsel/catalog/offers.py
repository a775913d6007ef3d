"""What can be bought and sold, with each asker's own figures only (CAT-2), across currencies too (CAT-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from handsel.catalog.periods import Periodic
from handsel.kernel.database import array_text, call_function
from handsel.kernel.money import Money, exponent, round_half_up

LARGEST_ID = 2**63 - 1
"""What an id is at most; an address may name a greater one, which no plan has."""


@dataclass(frozen=True)
class Offer(Periodic):
    """One plan as a buyer sees it: what it is, what one unit costs the buyer, and how many can be ordered."""

    plan_id: int
    product_id: int
    sku: str
    product: str
    category_id: int
    category: str
    description: str
    kind: str
    plan: str
    period_count: int
    period_unit: str
    provisioning: str
    is_addon: bool
    unit_name: str
    quantity_min: int
    quantity_max: int
    quantity_step: int
    currency: str
    unit_minor: int

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)


@dataclass(frozen=True)
class PlanSold(Periodic):
    """One plan as its seller sees it: what it is, and what a unit costs it in the currency in which it buys."""

    plan_id: int
    product_id: int
    sku: str
    product: str
    category_id: int
    category: str
    description: str
    kind: str
    plan: str
    period_count: int
    period_unit: str
    is_own: bool
    cost_currency: str
    unit_cost_minor: int
    currency: str

    @property
    def cost(self) -> Money:
        """What a unit costs, as the seller pays it."""
        return Money(self.unit_cost_minor, self.cost_currency)

    @property
    def is_converted(self) -> bool:
        """Whether it is bought in one currency and sold in another."""
        return self.cost_currency != self.currency


@dataclass(frozen=True)
class Figures:
    """What a plan costs its seller and what it asks under a price list, without names.

    Its cost is converted at `rate`. `parent_id` is the category above its own. `list_id`, `rule_id` and `level` say
    which rule counts; without a rule of its own the markup of the list on everything, at level 0. `is_sold` is false
    where it is hidden, or would go below cost without being meant to.
    """

    plan_id: int
    product_id: int
    category_id: int
    parent_id: int | None
    is_own: bool
    cost_currency: str
    unit_cost_minor: int
    currency: str
    rate: Decimal
    list_id: int
    rule_id: int | None
    level: int
    markup_percent: Decimal | None
    amount_minor: int
    fixed_minor: int | None
    loss_until: datetime | None
    is_hidden: bool
    unit_converted_minor: int
    base_minor: int
    unit_minor: int
    is_sold: bool

    @property
    def converted(self) -> Money:
        """What a unit costs, in the currency in which it is sold."""
        return Money(self.unit_converted_minor, self.currency)

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)

    @property
    def margin(self) -> Money:
        """Price less converted cost, in the currency in which it is sold."""
        return self.unit - self.converted

    @property
    def is_loss(self) -> bool:
        """Whether it asks less than it costs, or nothing."""
        return self.unit_minor < self.unit_converted_minor or self.unit_minor <= 0


@dataclass(frozen=True)
class Line(PlanSold, Figures):
    """A plan with its names and its figures under a price list."""

    @property
    def margin_bought(self) -> Money:
        """The margin in the currency in which it is bought, at the same rate; for reading only."""
        if not self.is_converted:
            return self.margin
        worth = self.margin.decimal / self.rate
        return Money(round_half_up(worth.scaleb(exponent(self.cost_currency))), self.cost_currency)


@dataclass(frozen=True)
class Range:
    """What a seller can sell in one currency, and what it cannot for want of an exchange rate."""

    lines: Sequence[Line]
    unpriced: Sequence[PlanSold]

    @property
    def sold(self) -> dict[int, Line]:
        """What is sold of it, by plan."""
        return {line.plan_id: line for line in self.lines if line.is_sold}


def offers_to(buyer_id: int, plan_ids: Sequence[int] | None = None, *, at: datetime | None = None) -> list[Offer]:
    """Return what `buyer_id` can buy from its seller, by category and name. `plan_ids` narrows; None means all.

    Prices are those of `at`, by default of the moment of the transaction. A plan is left out when its product was
    withdrawn, and where a seller above buys it in one currency, sells it in another, and has no rate between them.
    """
    return [Offer(**row) for row in call_function("catalog_offers", buyer_id, _narrowed(plan_ids), at)]


def offers_beside(buyer_id: int, plan_id: int, *, at: datetime | None = None) -> list[Offer]:
    """Return what `buyer_id` can buy of the product that has this plan: all its plans and add-ons."""
    beside = plans_beside(buyer_id, plan_id)
    return offers_to(buyer_id, beside, at=at) if beside else []


def plans_beside(account_id: int, plan_id: int) -> list[int]:
    """Return the plans of the product that has this plan, if it is supplied by the account or above it."""
    if plan_id > LARGEST_ID:
        return []
    return [row["plan_id"] for row in call_function("catalog_plans_beside", account_id, plan_id)]


def plans_at(seller_id: int, level: int, ids: Sequence[int]) -> list[int]:
    """Return the plans of products, at level 3, or of categories and those below them, at level 2."""
    known = _narrowed(ids)
    return [row["plan_id"] for row in call_function("catalog_plans_at", seller_id, level, known)]


def range_of(
    seller_id: int,
    price_list_id: int | None,
    currency: str | None,
    *,
    plan_ids: Sequence[int] | None = None,
    at: datetime | None = None,
    tried: Decimal | None = None,
) -> Range:
    """Return what `seller_id` has to sell in `currency` under a price list, in the order of `offers_to`.

    None as price list is its default one; as currency, each plan in the currency in which it is bought, where nothing
    is converted. What is hidden or below cost is there too, as not sold. `tried` takes the place of the list's markup.
    """
    lines, unpriced = [], []
    for row in call_function("catalog_lines", seller_id, price_list_id, currency, _narrowed(plan_ids), at, tried):
        if row["unit_minor"] is None:
            unpriced.append(PlanSold(**{name: row[name] for name in PlanSold.__dataclass_fields__}))
        else:
            lines.append(Line(**row))
    return Range(lines, unpriced)


def figures_of(
    seller_id: int,
    price_list_id: int | None,
    currency: str | None,
    *,
    plan_ids: Sequence[int] | None = None,
    at: datetime | None = None,
) -> list[Figures]:
    """Return the figures of the lines of `range_of`, in no order: of thousands of plans names are what takes long."""
    columns = ", ".join(Figures.__dataclass_fields__)
    known = None if plan_ids is None else array_text(_narrowed(plan_ids) or ())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM catalog_asks(%s, ARRAY[%s]::bigint[], ARRAY[%s]::text[], %s, %s, NULL)"  # noqa: S608 - our own names
            " WHERE unit_minor IS NOT NULL",
            [seller_id, price_list_id, currency, known, at],
        )
        return [Figures(*row) for row in cursor.fetchall()]


def lines_of(
    seller_id: int,
    price_list_id: int | None = None,
    currency: str | None = None,
    *,
    plan_ids: Sequence[int] | None = None,
    at: datetime | None = None,
) -> Sequence[Line]:
    """Return what `seller_id` sells: its cost beside its price, as `range_of` has it."""
    return list(range_of(seller_id, price_list_id, currency, plan_ids=plan_ids, at=at).sold.values())


def _narrowed(plan_ids: Sequence[int] | None) -> list[int] | None:
    return None if plan_ids is None else [plan_id for plan_id in plan_ids if plan_id <= LARGEST_ID]
