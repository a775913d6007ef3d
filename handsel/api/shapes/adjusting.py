"""Credits, debits and payouts as the API shows and takes them, and what a second person confirms (FUN-3, FUN-6)."""

from datetime import datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, AmountIn, Input, Party, Text
from handsel.kernel.money import MAX_MINOR, Money
from handsel.ledger.documents import Adjustment, Confirmation, PaidBy
from handsel.ledger.models import Transfer
from handsel.ledger.tellings import paper_of

Minor = Annotated[int, Field(ge=0, le=MAX_MINOR, examples=[50_000])]
"""Zero or more, in whole minor units."""


class AdjustmentIn(Input):
    """What to credit, charge or pay out. A payout says how the money leaves."""

    kind: Literal["credit_note", "debit_note", "payout"]
    amount: AmountIn
    reason: Text = Field(max_length=500, description="The buyer reads it.", examples=["Goodwill for the outage"])
    method: PaidBy | None = Field(None, description="Of a payout only.")
    reference: Text = Field("", max_length=100, description="Of a payout only.")
    receipt: int | None = Field(None, ge=1, le=2**31 - 1, description="Of a payout: the receipt that it pays back.")


class AdjustmentOut(Schema):
    """A credit note, a debit note or a payout, in the series of its kind."""

    kind: str = Field(examples=["credit_note"])
    number: int
    amount: Amount
    reason: str
    method: str
    reference: str
    receipt: int | None
    is_reversed: bool

    @classmethod
    def of(cls, written: Adjustment, *, is_reversed: bool = False) -> Self:
        return cls.model_construct(
            kind=written.kind,
            number=written.number,
            amount=Amount.of(Money(written.amount_minor, written.currency)),
            reason=written.reason,
            method=written.method,
            reference=written.reference,
            receipt=written.receipt.number if written.receipt else None,
            is_reversed=is_reversed,
        )


class AdjustmentPage(Page):
    """Documents of one account, newest first."""

    items: list[AdjustmentOut]


class ReversedOut(Schema):
    """The document that is to be taken back."""

    document: str = Field(examples=["receipt"])
    number: int

    @classmethod
    def of(cls, original: Transfer) -> Self:
        paper = paper_of(original)
        assert paper, "only documents are taken back"
        return cls.model_construct(document=original.document, number=paper.number)


class ConfirmationOut(Schema):
    """Something that a second person must confirm before it moves."""

    id: int
    buyer: Party
    kind: str = Field(examples=["credit_note"])
    amount: Amount
    reason: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: str = Field(examples=["waiting"])
    decided_by: str
    decline_reason: str
    reverses: ReversedOut | None = Field(description="Of a reversal: what it takes back.")
    adjustment: int | None = Field(description="The number of the document, once it is confirmed.")

    @classmethod
    def of(cls, asked: Confirmation) -> Self:
        return cls.model_construct(
            id=asked.pk,
            buyer=Party.of(asked.buyer),
            kind=asked.kind,
            amount=Amount.of(Money(asked.amount_minor, asked.currency)),
            reason=asked.reason,
            asked_by=asked.asked_by_name,
            asked_at=asked.asked_at,
            expires_at=asked.expires_at,
            state=asked.state,
            decided_by=asked.decided_by_name,
            decline_reason=asked.decline_reason,
            reverses=ReversedOut.of(asked.reverses) if asked.reverses else None,
            adjustment=asked.adjustment.number if asked.adjustment else None,
        )


class ConfirmationPage(Page):
    """What waits for a second person, the oldest first."""

    items: list[ConfirmationOut]


class AdjustedOut(Schema):
    """The document, or what waits for a second person; the other is null."""

    adjustment: AdjustmentOut | None
    confirmation: ConfirmationOut | None

    @classmethod
    def of(cls, done: Adjustment | Confirmation, *, is_reversed: bool = False) -> Self:
        if isinstance(done, Adjustment):
            written = AdjustmentOut.of(done, is_reversed=is_reversed)
            return cls.model_construct(adjustment=written, confirmation=None)
        return cls.model_construct(adjustment=None, confirmation=ConfirmationOut.of(done))


class LimitsIn(Input):
    """What a buyer may use beyond its balance, and below which amount available it is warned; null for never."""

    credit_limit_minor: Minor
    warn_below_minor: Minor | None = None
    below_use: bool = Field(default=False, description="Lower it even below what is used.")


class DeclineIn(Input):
    """Why not; whoever asked reads it."""

    reason: Text = Field(max_length=500, examples=["Already credited last week"])
