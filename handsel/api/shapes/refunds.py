"""Refunds as the API shows and takes them (ORD-12)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Amount, AmountIn, Id, Input, Text
from handsel.deliveries.refund_models import Back, Refund, RefundRule
from handsel.ledger.documents import PaidBy
from handsel.web.refunds_told import told_refunds

_BACK = "wallet, card (where one paid the order), bank_transfer, cash, cheque or other."


class RefundIn(Input):
    """Which delivered lines are refunded, how the buyer gets its money, and why."""

    lines: list[Id] = Field(max_length=200, description="By `line_id`.", examples=[[1]])
    back: Back = Field(Back.WALLET, description=_BACK)
    reason: Text = Field(max_length=500, description="Your buyer and your seller read it.", examples=["Ordered twice"])


class RefundConfirmationIn(Input):
    """A yes to a refund."""

    back: Back | None = Field(None, description=f"How your own buyer gets it: {_BACK} As asked where left out.")
    reason: Text = Field("", max_length=500, description="The tier above reads it.", examples=["Not used yet"])


class RefundAnswerIn(Input):
    """Why not; your own buyer reads it, nobody further down."""

    answer: Text = Field(max_length=500, examples=["It was used"])


class RefundPayoutIn(Input):
    """What left the wallet, to the card that paid or by a way that you saw to."""

    amount: AmountIn
    method: PaidBy
    reason: Text = Field(max_length=500, description="The buyer reads it.", examples=["Refund of H7K2M9Q4"])
    reference: Text = Field("", max_length=100)


class RefundRuleIn(Input):
    """By which rule you confirm refunds. `version` is the one you saw, 0 for none."""

    days: int | None = Field(description="null: somebody confirms each one. 0: at once.", examples=[3])
    version: int = Field(examples=[0])


class RefundRuleOut(Schema):
    """By which rule you confirm refunds."""

    days: int | None
    version: int

    @classmethod
    def of(cls, rule: RefundRule) -> Self:
        return cls.model_construct(days=rule.days, version=rule.version)


class RefundOut(Schema):
    """A refund on one of your edges; on another edge of the same order it has another id."""

    id: int
    order: str = Field(description="Number of the order, the same at every tier.")
    side: str = Field(description="sale: you decide; purchase: your seller does.")
    state: str = Field(description="waiting, passed_on, refused_above, refunded or declined.")
    lines: list[int] = Field(description="By `line_id`.")
    amount: Amount = Field(description="What the buyer of this edge paid for the lines, tax included.")
    back: Back
    is_own_pocket: bool = Field(description="You paid although your own seller refused.")
    is_paid_out: bool = Field(description="Whether the money left the wallet again, as `back` says.")
    reason: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None = Field(description="When your rule confirms it by itself.")
    answer: str
    decided_at: datetime | None

    @classmethod
    def all_of(cls, refunds: Sequence[Refund], seller_id: int) -> list[Self]:
        """Return `refunds` as the reseller reads them, with their lines in one query for all."""
        return [
            cls.model_construct(
                id=told.refund.pk,
                order=told.refund.number,
                side="sale" if told.refund.seller_id == seller_id else "purchase",
                state=str(told.state),
                lines=told.refund.line_ids,
                amount=Amount.of(told.amount),
                back=Back(told.refund.back),
                is_own_pocket=told.refund.is_own_pocket and not told.for_buyer,
                is_paid_out=told.refund.payout_id is not None,
                reason=told.refund.reason,
                asked_by=told.refund.asked_by_name,
                asked_at=told.refund.asked_at,
                due_at=None if told.for_buyer else told.refund.due_at,
                answer=told.refund.answer,
                decided_at=told.refund.decided_at if not told.for_buyer or told.state == told.refund.state else None,
            )
            for told in told_refunds(list(refunds), buyer_id=seller_id)
        ]


class RefundPage(Page):
    """A page of refunds, the latest first."""

    items: list[RefundOut]
