"""Products, price lists and prices as the API shows and takes them (CAT-1, CAT-2)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, Currency, Input, PeriodIn, PeriodOut, Text
from handsel.catalog.models import MOST_AT_ONCE, Plan, PriceList, Product, ProductKind, Provisioning
from handsel.catalog.offers import Line
from handsel.catalog.option_models import ProductOption, ProductPicture
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails
from handsel.catalog.rate_models import plain
from handsel.kernel.money import MAX_MINOR, Money

Count = Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]

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
    period: PeriodOut | None = Field(description="null is charged once.")
    is_own: bool = Field(description="You supply it yourself.")
    cost: Amount = Field(description="As you pay it.")
    rate: Annotated[str, Field(description="1 of the cost's currency in the price's, as text.", examples=["1.08"])]
    cost_converted: Amount = Field(description="The cost in the currency of the price, at your rate.")
    price: Amount
    margin: Amount = Field(description="Price less converted cost.")

    @classmethod
    def of(cls, line: Line) -> Self:
        same = ("plan_id", "sku", "product", "category_id", "category", "kind", "plan", "is_own")
        return cls.model_construct(
            **{name: getattr(line, name) for name in same},
            period=PeriodOut.or_once(line.period),
            cost=Amount.of(line.cost),
            rate=plain(line.rate),
            cost_converted=Amount.of(line.converted),
            price=Amount.of(line.unit),
            margin=Amount.of(line.margin),
        )


class PricePage(Page):
    """A page of prices."""

    items: list[PriceOut]


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
