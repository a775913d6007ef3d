"""How an order is paid by card, as the API shows it (ORD-4, BIL-3)."""

from collections.abc import Mapping, Sequence
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.kernel.clock import now
from handsel.orders.card_payments import CardPayment, card_payments
from handsel.orders.models import Leg


class CardPaymentOut(Schema):
    """Where the payment of an order by card stands. A gateway is asked after the call that sets it off: look again."""

    state: str = Field(
        description=(
            "funds, waits, asked, reserved, refused, no_card, held_up, taking, taken, not_taken, owed, disputed or "
            "let_go. With refused, no_card and held_up the order awaits payment and goes on by itself once another "
            "card is on file or the wallet has the amount."
        ),
        examples=["taken"],
    )
    card: str | None = Field(description="The card that pays or would; null where there is none.")
    refusal: str = Field(description="Why a bank said no, as a stable word; empty otherwise.", examples=["declined"])

    @classmethod
    def of(cls, payment: CardPayment) -> Self:
        card = str(payment.card) if payment.card else None
        return cls.model_construct(state=payment.step.value, card=card, refusal=payment.refusal)


def paid_by_card(legs: Sequence[Leg]) -> Mapping[int, CardPaymentOut]:
    """Return how those of `legs` are paid that are paid by card, by the leg's id: in two queries, or in none."""
    return {leg_id: CardPaymentOut.of(payment) for leg_id, payment in card_payments(legs, at=now()).items()}
