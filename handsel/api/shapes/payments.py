"""Many payments at once as the API takes them, and what became of each (FUN-1)."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.models import Account
from handsel.api.shapes.money import ReceiptIn, ReceiptOut
from handsel.api.shapes.parts import Input, Text
from handsel.kernel.refusal import NotFound
from handsel.ledger.arrivals import MOST_AT_ONCE, Payment
from handsel.ledger.receiving import Outcome


class PaymentIn(ReceiptIn):
    """A payment as it arrived, and whose it is."""

    account: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(description="Number of the account.", examples=[1001])
    key: Text = Field(
        "",
        max_length=200,
        description="Your own key of this payment, such as the bank's transaction number: the same key again records "
        "nothing, in whichever call it comes. Without it the key of the call counts.",
        examples=["2026-11-02/4711"],
    )


class PaymentsIn(Input):
    """Payments that arrived."""

    payments: Annotated[list[PaymentIn], Field(min_length=1, max_length=MOST_AT_ONCE)]

    def wanted(self, accounts: Mapping[int, Account], sender: str, key: str) -> list[Payment | None]:
        """Return the payments that `sender` told under this idempotency key; None where there is no such account."""

        def payment(place: int, told: PaymentIn) -> Payment | None:
            account = accounts.get(told.account)
            own = f"own:{told.key}" if told.key else f"{key}:{place}"
            return Payment(account.pk, told.received(sender, own)) if account else None

        return [payment(place, told) for place, told in enumerate(self.payments)]


class RefusedOut(Schema):
    """Why something was refused."""

    code: str = Field(examples=["no_wallet"])
    detail: str


class PaymentOut(Schema):
    """What became of one payment."""

    account: int
    receipt: ReceiptOut | None = Field(description="Its receipt; null where it was refused.")
    is_new: bool = Field(description="False where it was recorded before under the same key.")
    refused: RefusedOut | None

    @classmethod
    def of(cls, account: int, outcome: Outcome) -> Self:
        refusal = outcome.refusal
        return cls.model_construct(
            account=account,
            receipt=ReceiptOut.of(outcome.receipt) if outcome.receipt else None,
            is_new=outcome.is_new,
            refused=RefusedOut.model_construct(code=refusal.code, detail=str(refusal)) if refusal else None,
        )


class PaymentsOut(Schema):
    """What became of each payment, in the order in which they were sent."""

    payments: list[PaymentOut]

    @classmethod
    def of(cls, told: PaymentsIn, wanted: Sequence[Payment | None], outcomes: Sequence[Outcome]) -> Self:
        rest = iter(outcomes)
        missing = Outcome(refusal=NotFound("You have no account with this number."))
        found = [missing if payment is None else next(rest) for payment in wanted]
        rows = zip(told.payments, found, strict=True)
        return cls.model_construct(payments=[PaymentOut.of(one.account, outcome) for one, outcome in rows])
