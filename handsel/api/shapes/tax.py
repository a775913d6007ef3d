"""Taxes as the API shows and takes them (CAT-4)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.models import Account
from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, Input, Text
from handsel.catalog.offers import Offer
from handsel.kernel.money import Money
from handsel.tax.buyers import Exemption, buyer_tax_of
from handsel.tax.models import (
    EXPORT_WORDS,
    RECHECKED_AFTER_DAYS,
    REVERSE_CHARGE_WORDS,
    UNREGISTERED_WORDS,
    NumberState,
    TaxRate,
    TaxSetup,
)
from handsel.tax.products import TaxedProduct
from handsel.tax.quoting import Owed, words_of
from handsel.tax.rates import NewTaxRate
from handsel.tax.setting_up import SetupDetails

Country = Annotated[Text, Field(description="ISO 3166 alpha-2.", examples=["DE"], max_length=2)]
Category = Annotated[Text, Field(description="standard, reduced, lowest, zero or exempt.", examples=["standard"])]


class TaxSetupOut(Schema):
    """Where you are established for tax; `country` is empty and `version` 0 while you have not set it up."""

    country: Country
    region: str = Field(description="A state by its name, where states have rates of their own.")
    is_registered: bool = Field(description="Whether you charge tax at all.")
    number: str
    unregistered_words: str = Field(description="Printed where you are not registered.")
    reverse_charge_words: str
    export_words: str
    recheck_days: int
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, setup: TaxSetup | None) -> Self:
        shown = setup or TaxSetup(country="", is_registered=False, version=0)
        return cls.model_construct(**{name: getattr(shown, name) for name in cls.model_fields})


class TaxSetupIn(Input):
    """Where you are established; what is left out is as it is for everybody who says nothing."""

    country: Country
    region: Text = ""
    is_registered: bool
    number: Text = Field("", examples=["DE136695976"])
    unregistered_words: Text = UNREGISTERED_WORDS
    reverse_charge_words: Text = REVERSE_CHARGE_WORDS
    export_words: Text = EXPORT_WORDS
    recheck_days: int = RECHECKED_AFTER_DAYS
    version: int = Field(description="The one you read; 0 where nothing was set up.", examples=[0])

    @property
    def details(self) -> SetupDetails:
        return SetupDetails(**{name: getattr(self, name) for name in SetupDetails.__dataclass_fields__})


class TaxRateOut(Schema):
    """What you charge in a country, or a state of it, on a category, from a day on until the next rate of the kind."""

    id: int
    country: Country
    region: str
    category: Category
    percent: str | None = Field(description="As text; null says that nothing is charged there any longer.")
    valid_from: date = Field(description="A day of your portal's time zone.")
    starts_at: datetime
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, rate: TaxRate) -> Self:
        same = ("country", "region", "category", "valid_from", "starts_at", "added_at", "withdrawn_at")
        return cls.model_construct(
            **{name: getattr(rate, name) for name in same},
            id=rate.pk,
            percent=rate.text or None,
            added_by=rate.added_by_name,
        )


class TaxRatePage(Page):
    """Your tax rates, the latest first."""

    items: list[TaxRateOut]


class TaxRateIn(Input):
    """A new rate; it counts from the beginning of its day, or from now on when that is today."""

    country: Country
    region: Text = ""
    category: Category
    percent: Annotated[Decimal, Field(examples=["19"], description="From 0 to 100, with at most 3 decimals.")]
    valid_from: date

    @property
    def new(self) -> NewTaxRate:
        return NewTaxRate(self.country, self.category, self.percent, self.valid_from, self.region)


class TaxRateEnd(Input):
    """From which day on a rate counts no longer."""

    ends_on: date


class AdoptionIn(Input):
    """For which country the proposed rates are adopted."""

    country: Country


class AdoptedOut(Schema):
    """The rates that were added; what was charged already is left out."""

    added: list[TaxRateOut]

    @classmethod
    def of(cls, rates: Sequence[TaxRate]) -> Self:
        return cls.model_construct(added=[TaxRateOut.of(rate) for rate in rates])


class TaxedProductOut(Schema):
    """A product that you sell, and its tax category."""

    product_id: int
    sku: str
    product: str
    is_own: bool
    category: Category
    supplied: Category = Field(description="What its supplier says.")
    said: str | None = Field(description="What you say yourself, for your sales; null goes by its supplier.")

    @classmethod
    def of(cls, one: TaxedProduct) -> Self:
        return cls.model_construct(**{name: getattr(one, name) for name in cls.model_fields})


class CategoryIn(Input):
    """Into which category a product falls when you sell it; empty goes by its supplier again."""

    category: Category


class BuyerTaxOut(Schema):
    """What you know of a buyer's taxes."""

    tax_number: str
    state: str = Field(description="unchecked, checked or failed.", examples=["checked"])
    checked_at: datetime | None
    checked_how: str = Field(description="online, by_hand or empty.")
    consultation: str = Field(description="What proves the check.")
    told_name: str = Field(description="Whose number it is, as the service said.")
    trouble: str = Field(description="Why the last question was not answered; what was known stays meanwhile.")
    exempt_reason: str
    exempt_certificate: str
    exempt_until: date | None

    @classmethod
    def of(cls, account: Account) -> Self:
        known = buyer_tax_of(account)
        is_about_it = known.number == account.tax_number
        checked = ("state", "checked_at", "checked_how", "consultation", "told_name", "trouble")
        unknown = dict.fromkeys(checked, "") | {"state": NumberState.UNCHECKED.value, "checked_at": None}
        exempt = {name: getattr(known, name) for name in ("exempt_reason", "exempt_certificate", "exempt_until")}
        seen = {name: getattr(known, name) for name in checked} if is_about_it else unknown
        return cls.model_construct(tax_number=account.tax_number, **seen, **exempt)


class ExemptionIn(Input):
    """Why a buyer pays no tax, what proves it, and its last day."""

    reason: Text = Field(examples=["School"])
    certificate: Text = Field(examples=["S-1"])
    until: date | None = None

    @property
    def exemption(self) -> Exemption:
        return Exemption(self.reason, self.certificate, self.until)


class HandCheckIn(Input):
    """What you found out about a number elsewhere."""

    number: Text = Field(description="The number that you looked up.", examples=["FR40303265045"])
    is_valid: bool
    reference: Text = Field(description="Where the check can be seen.", examples=["Letter of 2 May"])


class QuoteLineOut(Schema):
    """One line of a quote."""

    plan_id: int
    product: str
    plan: str
    quantity: int
    unit: Amount
    net: Amount
    tax_category: Category
    tax_treatment: str = Field(
        description="Why it is taxed so; docs/rules/tax.md has the words.", examples=["domestic"]
    )
    tax_country: str
    tax_percent: str
    tax: Amount
    gross: Amount

    @classmethod
    def of(cls, offer: Offer, quantity: int, owed: Owed) -> Self:
        def amount(minor: int) -> Amount:
            return Amount.of(Money(minor, offer.currency))

        return cls.model_construct(
            plan_id=offer.plan_id,
            product=offer.product,
            plan=offer.plan,
            quantity=quantity,
            unit=amount(offer.unit_minor),
            net=amount(owed.net_minor),
            tax_category=owed.category,
            tax_treatment=owed.treatment,
            tax_country=owed.country,
            tax_percent=owed.percent_text,
            tax=amount(owed.tax_minor),
            gross=amount(owed.gross_minor),
        )


class QuoteOut(Schema):
    """What a buyer would pay now. An order that is placed later is priced and taxed then."""

    lines: list[QuoteLineOut]
    net: Amount
    tax: Amount
    total: Amount
    words: list[str] = Field(description="Why no tax is charged, as it is printed.")

    @classmethod
    def of(cls, lines: Sequence[tuple[Offer, int]], owed: Sequence[Owed], currency: str) -> Self:
        net, tax = sum(one.net_minor for one in owed), sum(one.tax_minor for one in owed)
        return cls.model_construct(
            lines=[QuoteLineOut.of(offer, many, one) for (offer, many), one in zip(lines, owed, strict=True)],
            net=Amount.of(Money(net, currency)),
            tax=Amount.of(Money(tax, currency)),
            total=Amount.of(Money(net + tax, currency)),
            words=words_of(owed),
        )
