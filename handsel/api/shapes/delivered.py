"""What became of one line of an order, as both ends of an edge read it over the API (ORD-12)."""

from datetime import date, datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.deliveries.models import Delivery
from handsel.orders.models import LegLine
from handsel.web.deliveries_told import told_of


class SaidOut(Schema):
    """One thing that was handed over."""

    label: str = Field(examples=["Licence key"])
    value: str = Field(examples=["ABCD-1234"])


class LineDeliveryOut(Schema):
    """How the delivery of a line stands on this edge, and what was handed over."""

    state: str = Field(description="waiting, started, delivered, failed or canceled.", examples=["delivered"])
    reason: str = Field(description="Why it failed, as it is told on this edge.")
    service: list[SaidOut] = Field(description="What was handed over; empty once it was taken back.")
    expires_on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    is_paid_back: bool = Field(description="Whether its money went back on this edge.")

    @classmethod
    def of(cls, line: LegLine) -> Self | None:
        """Return what became of `line`, loaded with its delivery; None before it is settled."""
        told = told_of(line)
        if told is None:
            return None
        made = told.delivery
        same = ("state", "reason", "expires_on", "started_at", "ended_at")
        return cls.model_construct(
            **{name: getattr(made, name) for name in same},
            service=said(made) if told.said else [],
            is_paid_back=made.refund_id is not None,
        )


def said(delivery: Delivery) -> list[SaidOut]:
    """Return what was handed over."""
    return [SaidOut.model_construct(**one) for one in delivery.service]
