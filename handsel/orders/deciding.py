"""Accept or cancel several orders at once, each in a transaction of its own (ORD-7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.reasons import given
from handsel.kernel.refusal import Invalid, Refusal
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.models import Leg

MOST = 100
"""So many orders are decided at once."""


@dataclass(frozen=True)
class Decided:
    """What became of one order: done, or why not."""

    leg: Leg
    refusal: Refusal | None = None


def approve_orders(*, legs: Sequence[Leg], by: Actor, at: datetime) -> list[Decided]:
    """Accept `legs`, the oldest first, and return what became of each.

    One that cannot be accepted keeps no other waiting, and so none holds the wallets that another needs. Raises Invalid
    for more than 100.
    """
    return _each(legs, lambda leg: approve_order(leg_id=leg.pk, by=by, at=at))


def reject_orders(*, legs: Sequence[Leg], reason: str, by: Actor, at: datetime) -> list[Decided]:
    """Cancel `legs` for one reason, which each buyer reads, and return what became of each.

    Raises Invalid without a reason, or for more than 100.
    """
    told = given(reason, "Enter a reason; the customers read it.")
    return _each(legs, lambda leg: reject_order(leg_id=leg.pk, reason=told, by=by, at=at))


def _each(legs: Sequence[Leg], decide: Callable[[Leg], Leg]) -> list[Decided]:
    if len(legs) > MOST:
        raise Invalid(fields={"chosen": f"Choose at most {MOST} orders at once."})
    return [_one(leg, decide) for leg in sorted(legs, key=lambda leg: (leg.placed_at, leg.pk))]


def _one(leg: Leg, decide: Callable[[Leg], Leg]) -> Decided:
    try:
        return Decided(decide(leg))
    except Refusal as refusal:
        return Decided(leg, refusal)
