"""The staff as the API shows and takes them (USR-5)."""

from datetime import datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Input
from handsel.api.shapes.people import PersonIn
from handsel.identity.models import Seat
from handsel.identity.roles import Role

StaffRole = Literal["owner", "manager", "account_manager", "finance", "support", "read_only"]
OWN = Field(
    default=False, description="Of account managers: they see the accounts that name them as manager, and no others."
)


class StaffIn(PersonIn):
    """A person to invite to your staff."""

    role: StaffRole = Field(examples=["read_only"])
    own_accounts_only: bool = OWN

    @property
    def staff_role(self) -> Role:
        return Role(self.role)


class StaffRoleIn(Input):
    """The role that one of your people gets, and which accounts they see."""

    role: StaffRole = Field(examples=["account_manager"])
    own_accounts_only: bool = OWN


class LeavingIn(Input):
    """Who looks after the accounts of somebody who leaves; without anybody they stay, or go to nobody."""

    # An address has numbers in text only.
    successor_id: Annotated[int, Field(strict=False)] | None = Field(
        None, description="One of your people, as in `GET /staff`.", examples=[12]
    )


class StaffOut(Schema):
    """One of your people."""

    id: int
    name: str
    email: str
    role: str
    own_accounts_only: bool
    is_active: bool
    has_second_factor: bool
    activated_at: datetime | None
    deactivated_at: datetime | None
    last_login: datetime | None

    @classmethod
    def of(cls, seat: Seat) -> Self:
        user = seat.user
        return cls.model_construct(
            id=user.pk,
            name=user.name,
            email=user.email,
            role=seat.role,
            own_accounts_only=seat.own_accounts_only,
            is_active=user.is_active,
            has_second_factor=seat.has_second_factor,  # type: ignore[attr-defined]  # annotated by the rows
            activated_at=user.activated_at,
            deactivated_at=user.deactivated_at,
            last_login=user.last_login,
        )


class StaffPage(Page):
    """Your people, by name."""

    items: list[StaffOut]
