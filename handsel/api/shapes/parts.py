"""What many shapes of the API share: money, text, who (API-1)."""

from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema

from handsel.accounts.models import Account
from handsel.catalog.periods import Period, Unit
from handsel.kernel.money import MAX_MINOR, Money


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("This text holds a character that cannot be kept.")
    return text


Text = Annotated[str, AfterValidator(_without_nul), Field(max_length=2_000)]
"""A text as it comes in; how long it may be in its place, the domain says."""

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 code.", examples=["EUR"])]


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The id of a row, within what a column can hold."""


def _be_strict(part: Any) -> None:
    """Let numbers and yes or no be taken as such only, where a field does not say otherwise."""
    if isinstance(part, dict):
        if part.get("type") in {"int", "float", "bool"}:
            part.setdefault("strict", True)
        part = part.values()
    elif not isinstance(part, list | tuple):
        return
    for inner in part:
        _be_strict(inner)


class Input(Schema):
    """What comes in; an unknown field is refused rather than overlooked, and text or true is not taken for a number.

    Dates, words of a list and exact decimals are texts in JSON, so not all of pydantic's strictness is wanted.
    """

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        _be_strict(schema)
        return schema


class Amount(Schema):
    """An amount of money in whole minor units of its currency, and as text in major units."""

    minor: int = Field(description="Whole minor units: 1250 is 12.50 EUR.", examples=[1250])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    text: str = Field(description="The same in major units, with a point.", examples=["12.50"])

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls.model_construct(minor=money.minor, currency=money.currency, text=f"{money.decimal:f}")


class AmountIn(Input):
    """An amount above zero. `text` may be left out; where it is sent it must say the same."""

    minor: Annotated[int, Field(ge=1, le=MAX_MINOR, examples=[1250])]
    currency: Currency
    text: Text = Field("", examples=["12.50"])

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.text and self.text != f"{self.money.decimal:f}":
            raise ValueError(f"text must be {self.money.decimal:f}, as minor says, or be left out.")
        return self

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


class PriceIn(AmountIn):
    """An amount of zero or more. `text` may be left out; where it is sent it must say the same."""

    minor: Annotated[int, Field(ge=0, le=MAX_MINOR, examples=[1250])]


class PeriodIn(Input):
    """Every so many days, weeks, months or years."""

    count: Annotated[int, Field(ge=1, le=3_660, examples=[1])]
    unit: Unit = Field(examples=["month"])

    @property
    def period(self) -> Period:
        return Period(self.count, self.unit)


class PeriodOut(Schema):
    """Every so many days, weeks, months or years."""

    count: int = Field(examples=[1])
    unit: str = Field(description="day, week, month or year.", examples=["month"])

    @classmethod
    def of(cls, period: Period) -> Self:
        return cls.model_construct(count=period.count, unit=str(period.unit))

    @classmethod
    def or_once(cls, period: Period) -> Self | None:
        """Return the period; None is once."""
        return None if period.is_once else cls.of(period)


class Party(Schema):
    """A customer or sub-reseller, in short."""

    number: int = Field(examples=[1001])
    kind: str = Field(examples=["customer"])
    name: str = Field(examples=["Bakery Brandt"])

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls.model_construct(number=account.number, kind=account.kind, name=account.name)


class Person(Schema):
    """One of the staff."""

    id: int
    name: str
