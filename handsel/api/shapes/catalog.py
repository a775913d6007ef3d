"""Products, price lists and prices as the API shows and takes them (CAT-1, CAT-2)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, Currency, Input, Text
from handsel.catalog.models import PriceList, Product, ProductKind
from handsel.catalog.offers import Line
from handsel.catalog.products import PlanDetails, ProductDetails
from handsel.catalog.rate_models import plain
from handsel.kernel.money import MAX_MINOR, Money

Percent = Annotated[str, Field(description="A decimal number as text.", examples=["20.00"])]


def percent_text(percent: Decimal | None) -> str | None:
    """Return a percentage with two decimals, as text."""
    return None if percent is None else f"{percent:.2f}"


class PriceOut(Schema):
    """One plan that you can sell: what a unit costs you, what it is sold for, and the margin between them."""

    plan_id: int
    sku: str
    product: str
    category_id: int
    category: str
    kind: str
    plan: str
    period_months: int = Field(description="0 is charged once, 1 monthly, 12 yearly.")
    is_own: bool = Field(description="You supply it yourself.")
    cost: Amount = Field(description="As you pay it.")
    rate: Annotated[str, Field(description="1 of the cost's currency in the price's, as text.", examples=["1.08"])]
    cost_converted: Amount = Field(description="The cost in the currency of the price, at your rate.")
    price: Amount
    margin: Amount = Field(description="Price less converted cost.")

    @classmethod
    def of(cls, line: Line) -> Self:
        same = ("plan_id", "sku", "product", "category_id", "category", "kind", "plan", "period_months", "is_own")
        return cls.model_construct(
            **{name: getattr(line, name) for name in same},
            cost=Amount.of(line.cost),
            rate=plain(line.rate),
            cost_converted=Amount.of(line.converted),
            price=Amount.of(line.unit),
            margin=Amount.of(line.margin),
        )


class PriceListOut(Schema):
    """Your rule from your cost to your buyers' price."""

    id: int
    name: str
    is_default: bool
    markup_percent: Percent | None = Field(description="On everything; null leaves it to the default list.")
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, price_list: PriceList) -> Self:
        return cls.model_construct(
            id=price_list.pk,
            name=price_list.name,
            is_default=price_list.is_default,
            markup_percent=percent_text(price_list.markup_percent),
            version=price_list.version,
        )


class PriceListChange(Input):
    """A new markup; `version` is the one you read."""

    markup_percent: Annotated[Decimal, Field(max_digits=7, decimal_places=2, examples=["25.00"])]
    version: int = Field(examples=[1])


class PlanIn(Input):
    """How a product is charged, and what one unit costs you."""

    name: Text = Field(min_length=1, max_length=80, examples=["Monthly"])
    period_months: int = Field(0, ge=0, le=1_200, description="0 is charged once.", examples=[1])
    currency: Currency
    cost_minor: Annotated[int, Field(strict=True, ge=0, le=MAX_MINOR, examples=[500])]


class ProductIn(Input):
    """A product of your own, with its plans."""

    sku: Text = Field(max_length=40, examples=["CARE"])
    name: Text = Field(max_length=120, examples=["Care plan"])
    category: Text = Field(max_length=60, examples=["Services"])
    kind: ProductKind = ProductKind.SERVICE
    description: Text = ""
    plans: list[PlanIn] = Field(max_length=50)

    @property
    def details(self) -> ProductDetails:
        plans = [PlanDetails(plan.name, plan.period_months, plan.currency, plan.cost_minor) for plan in self.plans]
        return ProductDetails(self.sku, self.name, self.category, self.kind, plans, self.description)


class PlanOut(Schema):
    """A plan of a product of your own."""

    id: int
    name: str
    period_months: int
    cost: Amount


class ProductOut(Schema):
    """A product that you supply yourself."""

    id: int
    sku: str
    name: str
    category_id: int
    category: str
    kind: str
    description: str
    withdrawn_at: datetime | None
    plans: list[PlanOut]

    @classmethod
    def of(cls, product: Product) -> Self:
        plans = [
            PlanOut.model_construct(
                id=plan.pk,
                name=plan.name,
                period_months=plan.period_months,
                cost=Amount.of(Money(plan.cost_minor, plan.currency)),
            )
            for plan in product.plans.all()
        ]
        same = ("id", "sku", "name", "category_id", "kind", "description", "withdrawn_at")
        return cls.model_construct(
            **{name: getattr(product, name) for name in same}, category=product.category.name, plans=plans
        )


class ProductPage(Page):
    """Your own products, by article number."""

    items: list[ProductOut]
