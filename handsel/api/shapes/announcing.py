"""Announced bank transfers as the API shows and takes them (FUN-7)."""

from datetime import date, datetime
from typing import Any, Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page, PageWanted
from handsel.api.shapes.parts import Amount, AmountIn, Input, Party, Text
from handsel.kernel.money import Money
from handsel.ledger.announcement_models import Announcement


class AnnouncementsWanted(PageWanted):
    """Which page, and of which."""

    waiting: bool = Field(default=True, description="Those that wait; false for those that are over.")


class AnnouncementIn(Input):
    """A bank transfer that you have sent to your own seller."""

    amount: AmountIn
    sent_on: date = Field(examples=["2026-11-02"])
    reference: Text = Field("", max_length=100, description="What you wrote on it; your payment reference if empty.")
    note: Text = Field("", max_length=500)


class OwnAnnouncementOut(Schema):
    """A bank transfer that was announced. It is money once it is confirmed, and not before."""

    id: int
    amount: Amount
    sent_on: date
    reference: str
    note: str
    announced_by: str
    announced_at: datetime
    expires_at: datetime
    state: Literal["announced", "confirmed", "declined", "withdrawn"]
    decline_reason: str
    receipt: int | None = Field(description="Number of the receipt of what arrived.")

    @classmethod
    def of(cls, told: Announcement) -> Self:
        return cls.model_construct(**_told(told))


class AnnouncementOut(OwnAnnouncementOut):
    """A bank transfer that a buyer announced."""

    buyer: Party
    decided_by: str

    @classmethod
    def of(cls, told: Announcement) -> Self:
        return cls.model_construct(**_told(told), buyer=Party.of(told.buyer), decided_by=told.decided_by_name)


class AnnouncementPage(Page):
    """Announced transfers: those that wait, the oldest first; or those that are over, the latest first."""

    items: list[AnnouncementOut]


class OwnAnnouncementPage(Page):
    """What you announced to your seller, the latest first."""

    items: list[OwnAnnouncementOut]


class ArrivedIn(Input):
    """What arrived and when; without an amount it is what was announced."""

    received_on: date = Field(examples=["2026-11-02"])
    amount: AmountIn | None = None


def _told(told: Announcement) -> dict[str, Any]:
    names = ("sent_on", "reference", "note", "announced_at", "expires_at", "state", "decline_reason")
    return {name: getattr(told, name) for name in names} | {
        "id": told.pk,
        "amount": Amount.of(Money(told.amount_minor, told.currency)),
        "announced_by": told.announced_by_name,
        "receipt": told.receipt.number if told.receipt else None,
    }
