"""The new price of an order that its buyer is asked about, over the API (ORD-13)."""

from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Amount, AmountIn, Input
from handsel.orders.repricing import NewPrice


class NewLineOut(Schema):
    """One line at today's price, without tax."""

    line_id: int
    product: str
    quantity: int
    unit: Amount
    net: Amount
    before: Amount = Field(description="What the line cost when it was ordered.")


class NewPriceOut(Schema):
    """What an order costs you today."""

    lines: list[NewLineOut]
    tax: Amount
    total: Amount = Field(description="Net and tax; confirm exactly this.")

    @classmethod
    def of(cls, new: NewPrice) -> Self:
        lines = [
            NewLineOut.model_construct(
                line_id=one.line.line_id,
                product=one.line.product,
                quantity=one.line.quantity,
                unit=Amount.of(one.unit),
                net=Amount.of(one.net),
                before=Amount.of(one.before),
            )
            for one in new.lines
        ]
        return cls.model_construct(lines=lines, tax=Amount.of(new.tax), total=Amount.of(new.total))


class PriceConfirmationIn(Input):
    """A yes to the new price."""

    total: AmountIn = Field(description="The total that you have seen, tax included.")
