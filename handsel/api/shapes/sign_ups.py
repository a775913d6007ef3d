"""Those who signed up by themselves, as the API shows them (ACC-3)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Text
from handsel.signups.models import SignUp

_FIELDS = (
    "company_name", "first_name", "last_name", "email", "phone", "address", "city", "country", "state", "postcode",
    "tax_number", "language", "terms_version", "asked_at", "confirmed_at", "decided_at", "reason",
)  # fmt: skip


class SignUpOut(Schema):
    """What somebody told who wants to become a customer, and what became of it."""

    id: int
    stage: str = Field(description="unconfirmed, waiting, accepted or rejected.", examples=["waiting"])
    company_name: str
    first_name: str
    last_name: str
    email: str
    phone: str
    address: str
    city: str
    country: str
    state: str
    postcode: str
    tax_number: str
    language: str
    terms_version: int = Field(description="The terms that were agreed to; 0 for none.")
    chosen_manager: int | None = Field(description="The user whom the visitor chose.")
    asked_at: datetime
    confirmed_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str
    customer: int | None = Field(description="Number of the customer it became.", examples=[1001])

    @classmethod
    def of(cls, told: SignUp) -> Self:
        """Show `told`, loaded with its account."""
        return cls.model_construct(
            id=told.pk,
            stage=told.stage,
            chosen_manager=told.manager_id,
            decided_by=told.decided_by_name,
            customer=told.account.number if told.account else None,
            **{name: getattr(told, name) for name in _FIELDS},
        )


class SignUpPage(Page):
    """A page of sign-ups, the latest first."""

    items: list[SignUpOut]


class RejectionIn(Input):
    """Why; the person reads it in a mail."""

    reason: Text = Field(examples=["We deliver to companies only."])
