"""Carts as a seller sees them: orders that are not placed yet (ORD-9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import CursorPage
from handsel.api.shapes.order_lines import CartLineOut
from handsel.api.shapes.orders import FOR_WHOM, EndCustomerOut, known_by
from handsel.api.shapes.parts import Input, Party, Text
from handsel.orders.cart_rule_models import GIVE_UP_DAYS, CartRules
from handsel.orders.models import Order


class CartOut(Schema):
    """An order that is not placed yet."""

    number: str
    buyer: Party
    end_customer: EndCustomerOut | None = Field(description=FOR_WHOM)
    started_at: datetime
    changed_at: datetime = Field(description="When it was changed last.")
    changed_by: str
    reached: str = Field(description="How far the buyer came: cart, address, payment, terms.")
    reminders_sent: int
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
                changed_at=said.changed_at if (said := getattr(cart, "particulars", None)) else cart.started_at,
                changed_by=said.changed_by_name if said else "",
                reached=said.reached if said else "cart",
                reminders_sent=said.reminders_sent if said else 0,
                lines=[CartLineOut.of(line) for line in sorted(cart.lines.all(), key=lambda line: line.pk)],
            )
            for cart in carts
        ]


class CartPage(CursorPage):
    """Open carts, the latest first."""

    items: list[CartOut]


class ContactIn(Input):
    """What a mail to the buyer says; what lies in the cart stands below it."""

    message: Text = Field(examples=["Can we help?"])


class DiscardIn(Input):
    """Why a cart is thrown away; your colleagues read it."""

    reason: Text = Field(examples=["Ordered by telephone"])


class CartRulesIn(Input):
    """When buyers are reminded of their carts, and how long these are kept."""

    remind_after_hours: int | None = Field(None, description="Without a change; null is never.", examples=[24])
    most_reminders: int = Field(1, examples=[2])
    keep_days: int = Field(90, examples=[90])
    prices_hold_days: int | None = Field(
        None, description="So long the prices of a placed order hold before they are confirmed; null is always."
    )
    give_up_days: int | None = Field(
        GIVE_UP_DAYS, description="A placed order that waits longer is canceled; null is never."
    )
    version: int = Field(description="The one you read.", examples=[0])


class CartRulesOut(Schema):
    """When buyers are reminded of their carts, and how long these are kept."""

    remind_after_hours: int | None
    most_reminders: int
    keep_days: int
    prices_hold_days: int | None
    give_up_days: int | None
    version: int

    @classmethod
    def of(cls, rules: CartRules) -> Self:
        return cls.model_construct(**{name: getattr(rules, name) for name in cls.model_fields})


class CartGoneOut(Schema):
    """The number of a cart that is there no more."""

    number: str

    @classmethod
    def of(cls, number: str) -> Self:
        return cls.model_construct(number=number)
