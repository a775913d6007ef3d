"""Cards on file, hosted forms and charges as the API shows and takes them (ACC-20, FUN-7)."""

from datetime import datetime
from typing import Annotated, Self

from ninja import Schema
from pydantic import AfterValidator, Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, AmountIn, Input, Text
from handsel.gateways.models import CardForm, Charge, SavedCard
from handsel.kernel.money import Money


def _is_address(text: str) -> str:
    if not text.startswith(("https://", "http://")) or any(letter.isspace() for letter in text):
        raise ValueError("Send a full address that begins with https://.")
    return text


Address = Annotated[Text, AfterValidator(_is_address), Field(max_length=500, examples=["https://shop.example/back"])]


class CardOut(Schema):
    """A card on file; its number is known to the gateway alone."""

    brand: str = Field(examples=["Visa"])
    last_four: str = Field(examples=["4242"])
    expires: str = Field(examples=["12/2030"])
    saved_at: datetime
    saved_by: str

    @classmethod
    def of(cls, card: SavedCard) -> Self:
        return cls.model_construct(
            brand=card.brand,
            last_four=card.last_four,
            expires=card.expiry,
            saved_at=card.saved_at,
            saved_by=card.saved_by_name,
        )


class CardFormIn(Input):
    """Where the browser goes back to once the card was typed. With an amount it is paid into the wallet at once."""

    return_url: Address
    amount: AmountIn | None = None
    saves_card: bool = Field(default=True, description="Whether the card is kept; without an amount it always is.")


class CardFormOut(Schema):
    """A visit to the gateway's page: lead the browser to `url`, and ask again until `state` is done or expired."""

    id: int
    state: str = Field(examples=["open"])
    url: str
    charge: int | None = Field(description="Id of the charge, where an amount is paid.")
    card: CardOut | None

    @classmethod
    def of(cls, form: CardForm) -> Self:
        return cls.model_construct(
            id=form.pk,
            state=form.state,
            url=form.url,
            charge=form.charge_id,
            card=CardOut.of(form.card) if form.card else None,
        )


class TopUpIn(Input):
    """What the card on file is to be charged, for the wallet."""

    amount: AmountIn


class ChargeOut(Schema):
    """One attempt to take an amount from a card. Only `captured` and what follows it have moved money."""

    id: int
    state: str = Field(examples=["captured"])
    purpose: str = Field(examples=["top_up"])
    order: str = Field(description="Number of the order that it pays; else empty.")
    amount: Amount
    captured: Amount
    refunded: Amount
    refusal: str = Field(description="Why it was refused; else empty.", examples=["declined"])
    receipt: int | None = Field(description="Number of the receipt, once the wallet was credited.")
    card: str = Field(examples=["Visa …4242"])
    started_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, charge: Charge) -> Self:
        def amount(minor: int) -> Amount:
            return Amount.of(Money(minor, charge.currency))

        return cls.model_construct(
            id=charge.pk,
            state=charge.state,
            purpose=charge.purpose,
            order=charge.order_number,
            amount=amount(charge.amount_minor),
            captured=amount(charge.captured_minor),
            refunded=amount(charge.refunded_minor),
            refusal=charge.refusal,
            receipt=charge.receipt.number if charge.receipt else None,
            card=str(charge.card) if charge.card else "",
            started_at=charge.started_at,
            changed_at=charge.changed_at,
        )


class ChargePage(Page):
    """Charges of one account, newest first."""

    items: list[ChargeOut]


class Begun(Schema):
    """What the answer of a call that goes on at the gateway is kept by."""

    id: int

    @classmethod
    def of(cls, row: Charge | CardForm) -> Self:
        return cls.model_construct(id=row.pk)
