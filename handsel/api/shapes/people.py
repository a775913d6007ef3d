"""People as the API shows and takes them: storefront users (USR-1)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Text
from handsel.identity.models import DateFormat, User
from handsel.identity.people import Person


class UserIn(Input):
    """A new storefront user."""

    first_name: Text = Field(max_length=100, examples=["Berta"])
    last_name: Text = Field(max_length=100, examples=["Brandt"])
    email: Text = Field(max_length=254, examples=["berta@bakery.example"])
    language: Text = Field("en", max_length=10, examples=["de"])
    date_format: DateFormat = DateFormat.ISO

    @property
    def person(self) -> Person:
        return Person(self.first_name, self.last_name, self.email, self.language, self.date_format)


class UserOut(Schema):
    """A storefront user."""

    id: int
    first_name: str
    last_name: str
    email: str
    language: str
    date_format: str
    created_at: datetime
    activated_at: datetime | None
    is_active: bool

    @classmethod
    def of(cls, user: User) -> Self:
        return cls.model_construct(**{name: getattr(user, name) for name in cls.model_fields})


class UserPage(Page):
    """Storefront users of a customer."""

    items: list[UserOut]
