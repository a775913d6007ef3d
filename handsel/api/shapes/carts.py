"""Carts as a seller sees them: orders that are not placed yet (ORD-9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.order_lines import CartLineOut
from handsel.api.shapes.orders import FOR_WHOM, EndCustomerOut, known_by
from handsel.api.shapes.parts import Party
from handsel.orders.models import Order


class CartOut(Schema):
    """An order that is not placed yet."""

    number: str
    buyer: Party
    end_customer: EndCustomerOut | None = Field(description=FOR_WHOM)
    started_at: datetime
    lines: list[CartLineOut]

    @classmethod
    def all_of(cls, carts: Sequence[Order]) -> list[Self]:
        """Return `carts` with those for whom they are, in as many queries for many as for one."""
        known = known_by(carts)
        return [
            cls.model_construct(
                number=cart.number,
                buyer=Party.of(cart.buyer),
                end_customer=known.get(cart.end_customer_id or 0),
                started_at=cart.started_at,
                lines=[CartLineOut.of(line) for line in sorted(cart.lines.all(), key=lambda line: line.pk)],
            )
            for cart in carts
        ]


class CartPage(Page):
    """Open carts, the latest first."""

    items: list[CartOut]
