"""Support access as the API shows and takes it (USR-6)."""

from datetime import datetime
from typing import Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Input, Text
from handsel.visits.models import SupportConsent, Visit
from handsel.visits.support import MAX_REASON

MOST_VISITS = 50


class SupportAccessIn(Input):
    """As what your provider may come in, for how long, and why."""

    role: Literal["read_only", "support", "manager"] = Field(examples=["read_only"])
    hours: Literal[1, 8, 24, 168] = Field(examples=[8])
    reason: Text = Field(max_length=MAX_REASON, examples=["Your order is stuck"])


class SupportVisit(Schema):
    """Who of your provider came in."""

    person: str
    provider: str
    let_in_by: str
    began_at: datetime
    ended_at: datetime | None = Field(description="Null while it goes on, at most until `expires_at`.")
    expires_at: datetime


class SupportAccessOut(Schema):
    """The support access that you give at the moment, and the last visits by it. `role` is null while you give none."""

    role: str | None
    until: datetime | None
    reason: str
    given_by: str
    given_at: datetime | None
    visits: list[SupportVisit]

    @classmethod
    def of(cls, access: SupportConsent | None, visits: list[Visit]) -> Self:
        return cls(
            role=access.role if access else None,
            until=access.until if access else None,
            reason=access.reason if access else "",
            given_by=access.given_by_name if access else "",
            given_at=access.given_at if access else None,
            visits=[
                SupportVisit(
                    person=visit.person,
                    provider=visit.home_title,
                    let_in_by=visit.consent.given_by_name if visit.consent else "",
                    began_at=visit.began_at,
                    ended_at=visit.ended_at,
                    expires_at=visit.expires_at,
                )
                for visit in visits
            ],
        )
