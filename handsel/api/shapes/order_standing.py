"""Where an order or a purchase stands, as both ends of a leg may know it (ORD-2)."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.card_orders import CardPaymentOut
from handsel.api.shapes.parts import Amount
from handsel.kernel.money import Money
from handsel.orders.models import Leg
from handsel.orders.status import situation


class Standing(Schema):
    """What both ends of a leg read of it."""

    number: str = Field(description="Neutral: the same at every tier.")
    status: str = Field(examples=["Pending reseller approval"])
    situation: str = Field(description="The status as a stable word.", examples=["awaiting_approval"])
    queue: str = Field(examples=["awaiting-approval"])
    payment_method: str = Field(description="How the buyer pays on this edge, fixed when the order was placed.")
    payment: str
    card_payment: CardPaymentOut | None = Field(
        description="How the card pays; null where another payment method was set, or where a tier above is not done."
    )
    approval: str
    placed_at: datetime
    settled_at: datetime | None
    executed_at: datetime | None
    canceled_at: datetime | None
    cancel_reason: str
    net: Amount
    tax: Amount
    total: Amount = Field(description="Net and tax: what the buyer pays.")
    owed: Amount = Field(description="What is still to be paid of it where it was settled on credit; else zero.")
    tax_words: list[str] = Field(description="Why no tax is charged, as it is printed.")
    seller_tax_number: str = Field(description="As it was when the order was placed, like all of these.")
    buyer_tax_number: str
    buyer_country: str
    tax_proof: str = Field(description="What proved the buyer's number, for reverse charge.")


def standing(leg: Leg) -> dict[str, Any]:
    """Return what both ends of a leg may know of it."""
    seen_as = situation(leg)
    same = (
        "number", "payment_method", "payment", "approval", "placed_at", "settled_at", "executed_at", "canceled_at",
        "seller_tax_number", "buyer_tax_number", "buyer_country", "tax_proof",
    )  # fmt: skip
    return {name: getattr(leg, name) for name in same} | {
        "status": seen_as.status,
        "situation": seen_as.name,
        "queue": seen_as.queue.slug,
        "cancel_reason": leg.cancel_reason,
        "net": Amount.of(Money(leg.net_minor, leg.currency)),
        "tax": Amount.of(Money(leg.tax_minor, leg.currency)),
        "total": Amount.of(Money(leg.gross_minor, leg.currency)),
        "owed": Amount.of(leg.owed),
        "tax_words": leg.tax_words.splitlines(),
    }
