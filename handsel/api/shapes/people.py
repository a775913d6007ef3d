"""People as the API shows and takes them: storefront users (USR-1)."""

from datetime import datetime
from typing import Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Text
from handsel.identity.models import DateFormat, Seat
from handsel.identity.people import Person
from handsel.identity.profiles import Profile
from handsel.identity.roles import Role

StorefrontRole = Literal["buyer", "billing", "buyer_billing"]


class PersonIn(Input):
    """Somebody new."""

    first_name: Text = Field(max_length=100, examples=["Berta"])
    last_name: Text = Field(max_length=100, examples=["Brandt"])
    email: Text = Field(max_length=254, examples=["berta@bakery.example"])
    language: Text = Field("en", max_length=10, examples=["de"])
    date_format: DateFormat = DateFormat.ISO

    @property
    def person(self) -> Person:
        return Person(self.first_name, self.last_name, self.email, self.language, self.date_format)


class UserIn(PersonIn):
    """A new storefront user."""

    role: StorefrontRole = Field("buyer_billing", description="Buyers order; billing sees funds; both do both.")

    @property
    def seat_role(self) -> Role:
        return Role(self.role)


class UserChanges(Input):
    """What to change of a storefront user; what is left out stays."""

    first_name: Text | None = Field(None, max_length=100)
    last_name: Text | None = Field(None, max_length=100)
    language: Text | None = Field(None, max_length=10)
    date_format: DateFormat | None = None
    role: StorefrontRole | None = None

    def profile_of(self, seat: Seat) -> Profile:
        """Return the profile of the user of `seat` with these changes."""
        sent = self.model_dump(exclude_unset=True, exclude_none=True, exclude={"role"})
        return Profile(**{name: sent.get(name, getattr(seat.user, name)) for name in Profile.__annotations__})

    def role_of(self, seat: Seat) -> Role:
        """Return the role at `seat` with these changes."""
        return Role(self.role or seat.role)


class UserOut(Schema):
    """A storefront user at one customer. `state` is invited, active or deactivated, at all places at once."""

    id: int
    first_name: str
    last_name: str
    email: str
    language: str
    date_format: str
    role: StorefrontRole
    state: Literal["invited", "active", "deactivated"]
    created_at: datetime
    activated_at: datetime | None
    deactivated_at: datetime | None
    last_login: datetime | None
    is_active: bool

    @classmethod
    def of(cls, seat: Seat) -> Self:
        user = seat.user
        state = "deactivated" if user.deactivated_at else "active" if user.activated_at else "invited"
        told = {name: getattr(user, name) for name in cls.model_fields if name not in {"role", "state"}}
        return cls.model_construct(**told, role=seat.role, state=state)


class UserPage(Page):
    """Storefront users of a customer."""

    items: list[UserOut]
