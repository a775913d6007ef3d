"""The audit log as the API shows it and takes conditions for it (OPS-2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, IPvAnyAddress

from handsel.accounts.models import Account
from handsel.api.shapes.parts import Party, Text
from handsel.api.shapes.records import EventOut
from handsel.timeline.audit import PAGE_SIZE, AuditSearch
from handsel.timeline.groups import Group
from handsel.timeline.models import Event
from handsel.timeline.origin import Way

MAX_SIZE = 200


class LogWanted(Schema):
    """Which events; each condition narrows them further, and empty ones narrow nothing."""

    who: Text = Field("", max_length=100, description="Id of a person, or the name of a program as it acts.")
    kind: Text = Field(
        "",
        max_length=100,
        description=f"One of {', '.join(Group.values)}, or the name of an event such as order.approved.",
    )
    account: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        None, description="Number of a customer or sub-reseller."
    )
    since: date | None = Field(None, alias="from", description="First day, in the time zone of the portal.")
    until: date | None = Field(None, description="Last day.")
    way: Way | None = Field(None, description=f"One of {', '.join(Way.values)}.")
    address: IPvAnyAddress | None = Field(None, description="IP address that it was asked from.")
    q: Text = Field(
        "",
        max_length=100,
        description="Text in its details, its reason or who did it; in the last 90 days, unless from says more.",
    )

    @property
    def search(self) -> AuditSearch:
        way, address = self.way.value if self.way else "", str(self.address) if self.address else ""
        period = {"since": self.since, "until": self.until}
        narrowed = {"who": self.who.strip(), "kind": self.kind, "account": self.account, "text": self.q.strip()}
        return AuditSearch(**narrowed, **period, way=way, address=address)  # type: ignore[arg-type]  # as each field says


class AuditWanted(LogWanted):
    """Which page of the events that are found."""

    cursor: Text = Field("", max_length=100, description="Where the page begins, as next says it; empty for the first.")
    size: int = Field(PAGE_SIZE, ge=1, le=MAX_SIZE, description="How many events a page has.")


class AuditOut(EventOut):
    """Something that happened, with whom it concerned."""

    id: int
    account: Party | None = Field(description="Whom it concerned; null for what concerns you alone.")
    subject: str = Field(description="What it happened to.", examples=["leg"])
    subject_id: int
    user_id: int | None = Field(description="Id of the person who did it; null for programs and the system.")

    @classmethod
    def of(cls, event: Event, accounts: Mapping[int, Account]) -> Self:  # type: ignore[override]  # of many accounts
        same = ("id", "at", "name", "way", "address", "reason", "data")
        behalf, account = accounts.get(event.behalf_id or 0), accounts.get(event.account_id)
        return cls.model_construct(
            **{name: getattr(event, name) for name in same},
            by=event.actor_name,
            on_behalf_of=Party.of(behalf) if behalf else None,
            account=Party.of(account) if account and account.pk != event.seller_id else None,
            subject=event.subject_kind,
            subject_id=event.subject_id,
            user_id=event.actor_id,
        )


class AuditPageOut(Schema):
    """A page of the audit log, the latest first."""

    items: list[AuditOut]
    next: str | None = Field(description="Address of the next page on this host; null on the last.")

    @classmethod
    def of(cls, request: HttpRequest, older: str | None, items: Sequence[AuditOut]) -> Self:
        query = request.GET.copy()
        query["cursor"] = older or ""
        return cls.model_construct(items=items, next=f"{request.path}?{query.urlencode()}" if older else None)
