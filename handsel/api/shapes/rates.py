"""Exchange rates as the API shows and takes them (CAT-5)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, Currency, Input
from handsel.catalog.rate_models import ExchangeRate, plain
from handsel.catalog.rates import NewRate
from handsel.catalog.rates_needed import Pair
from handsel.orders.conversion_models import Conversion

RateText = Annotated[str, Field(description="A decimal number as text.", examples=["1.08"])]


class RateOut(Schema):
    """One unit of a currency is so many of another, from a day on until the next rate of the pair."""

    id: int
    from_currency: str = Field(examples=["EUR"])
    to_currency: str = Field(examples=["USD"])
    rate: RateText
    inverse: RateText
    valid_from: date = Field(description="A day of your portal's time zone.")
    starts_at: datetime
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, rate: ExchangeRate) -> Self:
        same = ("from_currency", "to_currency", "valid_from", "starts_at", "added_at", "withdrawn_at")
        return cls.model_construct(
            **{name: getattr(rate, name) for name in same},
            id=rate.pk,
            rate=rate.text,
            inverse=plain(rate.inverse),
            added_by=rate.added_by_name,
        )


class RatePage(Page):
    """Your exchange rates, the latest first."""

    items: list[RateOut]


class PairOut(Schema):
    """Two currencies between which you need a rate, or have one."""

    from_currency: str = Field(description="In which you buy.", examples=["EUR"])
    to_currency: str = Field(description="In which you sell.", examples=["USD"])
    buyers: int = Field(description="How many pay in it; 0 where the rate is not needed now.")
    current: RateOut | None
    next: RateOut | None
    is_missing: bool = Field(description="What you buy in the first is not offered in the second.")
    is_old: bool = Field(description="Nobody has renewed it for longer than you want.")

    @classmethod
    def of(cls, pair: Pair) -> Self:
        return cls.model_construct(
            from_currency=pair.from_currency,
            to_currency=pair.to_currency,
            buyers=pair.buyers,
            current=RateOut.of(pair.current) if pair.current else None,
            next=RateOut.of(pair.coming) if pair.coming else None,
            is_missing=pair.is_missing,
            is_old=pair.is_old,
        )


class RateIn(Input):
    """A new rate; it counts from the beginning of its day, or from now on when that is today."""

    from_currency: Currency
    to_currency: Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 code.", examples=["USD"])]
    rate: Annotated[Decimal, Field(examples=["1.08"], description="Above zero, with at most 12 decimals.")]
    valid_from: date
    is_meant: bool = Field(default=False, description="Confirms a rate that is far from the one before it.")

    @property
    def new(self) -> NewRate:
        return NewRate(self.from_currency, self.to_currency, self.rate, self.valid_from)


class ConversionOut(Schema):
    """What a unit of one line costs you in another currency, and at which rate of yours it became part of the price."""

    plan_id: int
    cost: Amount
    rate: RateText
    converted: Amount

    @classmethod
    def of(cls, conversion: Conversion) -> Self:
        return cls.model_construct(
            plan_id=conversion.plan_id,
            cost=Amount.of(conversion.cost),
            rate=plain(conversion.rate),
            converted=Amount.of(conversion.converted),
        )
