"""What changed since an order was placed, and the word that confirms it (ORD-13)."""

from collections.abc import Sequence
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Input, Text
from handsel.orders.rechecking import Change, seal_of


class ApprovalIn(Input):
    """What whoever approves an order has seen of what changed."""

    confirmed: Text = Field("", max_length=40, description="The `seal` of the changes; empty where there are none.")


class ChangeOut(Schema):
    """One thing that is otherwise now."""

    code: str = Field(description="The code of the refusal.", examples=["price_changed"])
    reason: str
    plan_id: int | None
    is_confirmed: bool = Field(description="Whether the order can be approved in spite of it.")


class ChangesOut(Schema):
    """All that changed since an order was placed, as its seller may know it."""

    changes: list[ChangeOut]
    seal: str = Field(description="Stands for exactly these changes; empty for none.")

    @classmethod
    def of(cls, changes: Sequence[Change]) -> Self:
        shown = [
            ChangeOut.model_construct(
                code=change.kind.code,
                reason=change.reason,
                plan_id=change.plan_id,
                is_confirmed=change.kind.is_confirmed,
            )
            for change in changes
        ]
        return cls.model_construct(changes=shown, seal=seal_of(changes))
