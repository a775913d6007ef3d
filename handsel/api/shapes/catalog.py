"""Products, price lists and prices as the API shows and takes them (CAT-1, CAT-2)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, Currency, Input, PeriodIn, PeriodOut, Text
from handsel.catalog.models import MOST_AT_ONCE, Plan, PriceList, Product, ProductKind, Provisioning
from handsel.catalog.offers import Line, PlanSold
from handsel.catalog.option_models import ProductOption, ProductPicture
from handsel.catalog.periods import ONCE
from handsel.catalog.price_models import Rounding, RoundingWay
from handsel.catalog.products import PlanDetails, ProductDetails
from handsel.catalog.rate_models import plain
from handsel.kernel.money import MAX_MINOR, Money, share_percent

Count = Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]

Percent = Annotated[str, Field(description="A decimal number as text.", examples=["20.00"])]

SOURCES = ("everything", "everything", "category", "product", "plan")
"""What a rule is for, by its level; 0 is the markup of the list itself."""
UNPRICED = ("rate", "cost_converted", "cost_counted", "price", "margin", "margin_percent", "rule")


def percent_text(percent: Decimal | None) -> str | None:
    """Return a percentage with two decimals, as text."""
    return None if percent is None else f"{percent:.2f}"


class PriceRuleFollowedOut(Schema):
    """How a price is made: of the cost by percent and amount, or a fixed one; the most specific rule counts."""

    source: str = Field(description="What the rule is for: everything, category, product or plan.")
    price_list_id: int = Field(description="Whose rule it is: this list's, or the default one's where it has none.")
    percent: Percent | None
    amount: Amount = Field(description="Added to the cost beside the percent; nothing where it is 0.")
    fixed: Amount | None = Field(description="In place of both.")
    loss_until: datetime | None = Field(description="Until then it is meant to be below cost, or nothing.")

    @classmethod
    def of(cls, line: Line) -> Self:
        fixed = None if line.fixed_minor is None else Amount.of(Money(line.fixed_minor, line.currency))
        return cls.model_construct(
            source=SOURCES[line.level],
            price_list_id=line.list_id,
            percent=percent_text(line.markup_percent),
            amount=Amount.of(Money(line.amount_minor, line.currency)),
            fixed=fixed,
            loss_until=line.loss_until,
        )


class PriceOut(Schema):
    """One plan on a price list: what a unit costs you, the price, by which rule, the margin, and whether it is sold.

    Without an exchange rate there is no price: rate, cost_converted, cost_counted, price, margins and rule are null.
    """

    plan_id: int
    sku: str
    product: str
    category_id: int
    category: str
    kind: str
    plan: str
    period: PeriodOut | None = Field(description="null is charged once.")
    is_own: bool = Field(description="You supply it yourself.")
    is_sold: bool
    not_sold_because: str | None = Field(
        description="hidden, below_cost (or at nothing), or no_rate between the two currencies; null where it is sold."
    )
    cost: Amount = Field(description="As you pay it.")
    rate: str | None = Field(description="1 of the cost's currency in the price's, as text.", examples=["1.08"])
    cost_converted: Amount | None = Field(description="The cost in the currency of the price, at your rate.")
    cost_counted: Amount | None = Field(
        description="What the price is made of: an older cost, where your policy is that prices stay."
    )
    price: Amount | None
    margin: Amount | None = Field(description="Price less converted cost.")
    margin_percent: str | None = Field(description="Of the price; null where that is nothing.", examples=["16.7"])
    rule: PriceRuleFollowedOut | None

    @classmethod
    def of(cls, plan: PlanSold) -> Self:
        same = ("plan_id", "sku", "product", "category_id", "category", "kind", "plan", "is_own")
        told: dict[str, Any] = {name: getattr(plan, name) for name in same}
        told |= {"period": PeriodOut.or_once(plan.period), "cost": Amount.of(plan.cost)}
        if isinstance(plan, Line):
            return cls.model_construct(**told, **cls._priced(plan))
        return cls.model_construct(**told, **dict.fromkeys(UNPRICED), is_sold=False, not_sold_because="no_rate")

    @staticmethod
    def _priced(line: Line) -> dict[str, Any]:
        percent = share_percent(line.margin, line.unit)
        return {
            "is_sold": line.is_sold,
            "not_sold_because": None if line.is_sold else "hidden" if line.is_hidden else "below_cost",
            "rate": plain(line.rate),
            "cost_converted": Amount.of(line.converted),
            "cost_counted": Amount.of(Money(line.base_minor, line.currency)),
            "price": Amount.of(line.unit),
            "margin": Amount.of(line.margin),
            "margin_percent": None if percent is None else f"{percent:f}",
            "rule": PriceRuleFollowedOut.of(line),
        }


class PricePage(Page):
    """A page of a price list, in the order of the shop."""

    items: list[PriceOut]


class PriceListOut(Schema):
    """Your rule from your cost to your buyers' price."""

    id: int
    name: str
    is_default: bool
    markup_percent: Percent | None = Field(description="On everything; null leaves it to the default list.")
    rounding: str = Field(description=f"Onto which prices it rounds: {', '.join(Rounding.values)}.")
    way: str = Field(description=f"Which of the two beside it is taken: {', '.join(RoundingWay.values)}.")
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, price_list: PriceList) -> Self:
        return cls.model_construct(
            id=price_list.pk,
            name=price_list.name,
            is_default=price_list.is_default,
            markup_percent=percent_text(price_list.markup_percent),
            rounding=price_list.rounding,
            way=price_list.rounding_way,
            version=price_list.version,
        )


class PriceListChange(Input):
    """A new markup; `version` is the one you read."""

    markup_percent: Annotated[Decimal, Field(max_digits=7, decimal_places=2, examples=["25.00"])]
    version: int = Field(examples=[1])


class PlanIn(Input):
    """How a product is charged, and what one unit costs you."""

    name: Text = Field(min_length=1, max_length=80, examples=["Monthly"])
    period: PeriodIn | None = Field(None, description="Left out or null, it is charged once.")
    currency: Currency
    cost_minor: Annotated[int, Field(ge=0, le=MAX_MINOR, examples=[500])]
    is_addon: bool = Field(
        default=False, description="Ordered only together with another plan of the product, under its line."
    )
    unit: Text = Field("", max_length=30, description="What one of it is.", examples=["GB"])
    quantity_min: Count = 1
    quantity_max: Count = MOST_AT_ONCE
    quantity_step: Count = 1

    @property
    def details(self) -> PlanDetails:
        same = ("name", "currency", "cost_minor", "is_addon", "unit", "quantity_min", "quantity_max", "quantity_step")
        period = self.period.period if self.period else ONCE
        return PlanDetails(period=period, **{name: getattr(self, name) for name in same})


class ProductIn(Input):
    """A product of your own, with its plans."""

    sku: Text = Field(max_length=40, examples=["CARE"])
    name: Text = Field(max_length=120, examples=["Care plan"])
    category: Text = Field(max_length=130, examples=["Services"])
    kind: ProductKind = ProductKind.SERVICE
    provisioning: Provisioning = Provisioning.MANUAL
    description: Text = ""
    plans: list[PlanIn] = Field(max_length=50)

    @property
    def details(self) -> ProductDetails:
        plans = [plan.details for plan in self.plans]
        return ProductDetails(self.sku, self.name, self.category, self.kind, plans, self.description, self.provisioning)


class PlanOut(Schema):
    """A plan of a product of your own."""

    id: int
    name: str
    period: PeriodOut | None = Field(description="null is charged once.")
    cost: Amount
    is_addon: bool
    unit: str
    quantity_min: int
    quantity_max: int
    quantity_step: int
    withdrawn_at: datetime | None
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, plan: Plan) -> Self:
        same = (
            "name", "is_addon", "unit", "quantity_min", "quantity_max", "quantity_step", "withdrawn_at", "version",
        )  # fmt: skip
        return cls.model_construct(
            id=plan.pk,
            **{name: getattr(plan, name) for name in same},
            period=PeriodOut.or_once(plan.period),
            cost=Amount.of(Money(plan.cost_minor, plan.currency)),
        )


class AskedOut(Schema):
    """What the product asks of whoever orders it."""

    id: int
    label: str
    kind: str
    is_required: bool
    help_text: str
    choices: list[str]
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, option: ProductOption) -> Self:
        same = ("label", "kind", "is_required", "help_text", "choices", "version")
        return cls.model_construct(id=option.pk, **{name: getattr(option, name) for name in same})


class PictureOut(Schema):
    """A picture of the product, at your portal."""

    id: int
    path: str = Field(description="Below the address of your portal.", examples=["/pictures/….webp"])
    alternative: str
    width: int
    height: int

    @classmethod
    def of(cls, picture: ProductPicture) -> Self:
        same = {name: getattr(picture, name) for name in ("alternative", "width", "height")}
        return cls.model_construct(id=picture.pk, path=f"/pictures/{picture.digest}.webp", **same)


class ProductOut(Schema):
    """A product that you supply yourself."""

    id: int
    sku: str
    name: str
    category_id: int
    category: str = Field(description="Its path, as it is written: Mail › Archive.")
    kind: str
    description: str
    provisioning: str
    withdrawn_at: datetime | None
    version: int = Field(description="Send it with a change.")
    plans: list[PlanOut]
    options: list[AskedOut]
    pictures: list[PictureOut]

    @classmethod
    def of(cls, product: Product) -> Self:
        options = sorted(product.options.all(), key=lambda one: (one.position, one.pk))
        pictures = sorted(product.pictures.all(), key=lambda one: (one.position, one.pk))
        parts: dict[str, Any] = {
            "plans": [PlanOut.of(plan) for plan in product.plans.all()],
            "options": [AskedOut.of(option) for option in options],
            "pictures": [PictureOut.of(picture) for picture in pictures],
        }
        same = ("id", "sku", "name", "category_id", "kind", "description", "provisioning", "withdrawn_at", "version")
        return cls.model_construct(
            **{name: getattr(product, name) for name in same}, category=product.category.path, **parts
        )


class ProductPage(Page):
    """Your own products, by article number."""

    items: list[ProductOut]
