"""Deliveries as the API shows and takes them (ORD-12)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.delivered import SaidOut, said
from handsel.api.shapes.order_lines import OptionOut
from handsel.api.shapes.parts import Input, Text
from handsel.deliveries.data import Handed
from handsel.deliveries.models import DeliveryAddress, DeliveryTask


class SaidIn(Input):
    """One thing that is handed over, as the buyer reads it."""

    label: Text = Field(max_length=60, examples=["Licence key"])
    value: Text = Field(max_length=1000, examples=["ABCD-1234"])


class HandedIn(Input):
    """What is handed over; what is a licence or a reservation says at least one thing."""

    service: list[SaidIn] = Field([], max_length=20)
    expires_on: date | None = Field(None, description="How long it holds.", examples=["2027-11-02"])

    @property
    def handed(self) -> Handed:
        return Handed(tuple((one.label, one.value) for one in self.service), self.expires_on)


class FailureIn(Input):
    """Why it could not be delivered; your own buyer reads it, nobody further down."""

    reason: Text = Field(max_length=1000, examples=["Out of stock"])


class NoteIn(Input):
    """A note for colleagues; nobody else reads it. Empty takes it away."""

    note: Text = Field(max_length=2000, examples=["The registry answers on Monday."])


class GiveBackIn(Input):
    """Why the money goes back; it stays in your history."""

    reason: Text = Field(max_length=500, examples=["No stock for weeks"])


class DeliveryOut(Schema):
    """One line that you supply, and how its delivery stands."""

    id: int
    order: str = Field(description="Number of the order, the same at every tier.")
    line_id: int = Field(description="The same at every tier.")
    product: str
    plan: str
    kind: str
    quantity: int
    options: list[OptionOut]
    buyer: int = Field(description="Number of your own buyer, for itself or for those below it.")
    way: str = Field(description="at_once, manual, or webhook: by your program.")
    state: str = Field(description="waiting, started, delivered, failed or canceled.")
    reason: str
    service: list[SaidOut]
    expires_on: date | None
    note: str
    by: str
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    is_paid_back: bool

    @classmethod
    def of(cls, task: DeliveryTask) -> Self:
        made, line = task.delivery, task.delivery.leg_line
        return cls.model_construct(
            id=made.pk,
            order=task.number,
            line_id=made.line_id,
            product=line.product,
            plan=line.plan_name,
            kind=line.kind,
            quantity=line.quantity,
            options=OptionOut.all_of(line.options),
            buyer=task.buyer.number,
            way=task.way,
            state=made.state,
            reason=made.reason,
            service=said(made),
            expires_on=made.expires_on,
            note=task.note,
            by=task.by_name,
            opened_at=task.opened_at,
            started_at=made.started_at,
            ended_at=made.ended_at,
            is_paid_back=made.refund_id is not None,
        )

    @classmethod
    def all_of(cls, tasks: Sequence[DeliveryTask]) -> list[Self]:
        return [cls.of(task) for task in tasks]


class DeliveryPage(Page):
    """A page of deliveries, the latest first."""

    items: list[DeliveryOut]


class DeliveryAddressIn(Input):
    """Where your program is told what to deliver. `version` is the one you saw, 0 for none."""

    url: Text = Field(max_length=500, examples=["https://deliver.example/orders"])
    is_on: bool = Field(default=True, description="Off, what is automatic counts as delivered at once.")
    version: int = Field(examples=[0])
    new_secret: bool = Field(default=False, description="Make a new secret; the old one is no good from then on.")


class DeliveryAddressOut(Schema):
    """Where your program is told what to deliver."""

    url: str
    is_on: bool
    version: int
    secret: str = Field(description="Only in the answer that made it; empty otherwise.")

    @classmethod
    def of(cls, address: DeliveryAddress | None, secret: str) -> Self:
        if address is None:
            return cls.model_construct(url="", is_on=False, version=0, secret="")
        return cls.model_construct(url=address.url, is_on=address.is_on, version=address.version, secret=secret)


class AddressTriedOut(Schema):
    """What your program answered to a test."""

    status: int = Field(examples=[200])
