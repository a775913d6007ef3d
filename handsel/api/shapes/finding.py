"""Accounts that one might do without, as the API shows them (ACC-7)."""

from datetime import date, datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.finding import Inactive, Pair
from handsel.api.paging import Page, PageWanted
from handsel.api.shapes.parts import Party


class InactiveWanted(PageWanted):
    """For how long without activity."""

    months: int = Field(12, ge=1, le=120, description="Months without an order, a payment or a log-in.")


class InactiveOut(Schema):
    """An account without activity, with the last of each kind that there was."""

    account: Party
    joined_at: datetime
    ordered_at: datetime | None
    paid_on: date | None
    logged_in_at: datetime | None
    can_be_deleted: bool = Field(description="It never traded; others can be archived once nothing runs.")
    running_subscriptions: int
    open_orders: int

    @classmethod
    def of(cls, found: Inactive) -> Self:
        return cls.model_construct(
            account=Party.of(found.account),
            joined_at=found.joined_at,
            ordered_at=found.ordered_at,
            paid_on=found.paid_on,
            logged_in_at=found.logged_in_at,
            can_be_deleted=found.can_be_deleted,
            running_subscriptions=found.dealings.running,
            open_orders=found.dealings.open_orders,
        )


class InactivePage(Page):
    """Accounts without activity, those quiet for longest first."""

    items: list[InactiveOut]


class PairOut(Schema):
    """Two accounts that look like one, the older first."""

    first: Party
    second: Party
    reasons: list[str] = Field(description="Some of email, phone, tax_number, name (nearly the same, address too).")
    is_noted: bool = Field(description="Both have the tag “To merge”.")

    @classmethod
    def of(cls, pair: Pair) -> Self:
        return cls.model_construct(
            first=Party.of(pair.first), second=Party.of(pair.second), reasons=list(pair.reasons), is_noted=pair.is_noted
        )


class PairPage(Page):
    """Likely duplicates, those with most in common first."""

    items: list[PairOut]
