"""An order in its chain, as a program may see it: who can fund it now, and leg by leg (ORD-14, ORD-15)."""

from collections.abc import Sequence
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.keys import Program
from handsel.api.shapes.parts import Amount, Party
from handsel.kernel.money import Money
from handsel.orders.preflight import Funding
from handsel.orders.xray import LegSeen


class FundingOut(Schema):
    """What an order needs of one wallet, and what that has for it."""

    buyer: Party | None = Field(description="Whose wallet with you; null for your own at your seller.")
    is_by_card: bool = Field(description="Whether a card pays instead, so that nothing is missing here.")
    needed: Amount
    available: Amount = Field(description="What is kept for this very order counts; below zero where the wallet is.")
    kept: Amount = Field(description="What is kept of it for this very order, such as a part that was paid.")
    claimed: Amount = Field(description="What is there and goes to orders before it that wait; not in `available`.")
    missing: Amount

    @classmethod
    def all_of(cls, program: Program, found: Sequence[Funding]) -> list[Self]:
        """Return what is found, without the own wallet for who sees some accounts only."""
        seen = [one for one in found if not (one.is_purchase and program.actor.manager_id)]
        names = {one.pk: Party.of(one) for one in program.accounts.filter(pk__in=[one.buyer_id for one in seen])}
        return [
            cls.model_construct(
                buyer=None if one.is_purchase else names.get(one.buyer_id),
                is_by_card=one.is_by_card,
                needed=Amount.of(one.needed),
                available=Amount.of(one.available),
                kept=Amount.of(one.kept),
                claimed=Amount.of(one.claimed),
                missing=Amount.of(one.missing),
            )
            for one in seen
        ]


class LegOut(Schema):
    """One leg of an order, the customer's first. Amounts are null where it is not yours."""

    side: str = Field(description="sale or purchase where it is yours, else below or above.", examples=["sale"])
    net: Amount | None
    tax: Amount | None
    total: Amount | None
    adds_up: bool

    @classmethod
    def all_of(cls, program: Program, legs: Sequence[LegSeen]) -> list[Self]:
        own = [one.position for one in legs if one.leg]
        return [cls._of(one, program.seller_id, own[0]) for one in legs]

    @classmethod
    def _of(cls, seen: LegSeen, seller_id: int, first: int) -> Self:
        leg = seen.leg
        if leg is None:
            side = "below" if seen.position < first else "above"
            return cls.model_construct(side=side, net=None, tax=None, total=None, adds_up=seen.holds)
        net, tax, total = (
            Amount.of(Money(minor, leg.currency)) for minor in (leg.net_minor, leg.tax_minor, leg.gross_minor)
        )
        side = "sale" if leg.seller_id == seller_id else "purchase"
        return cls.model_construct(side=side, net=net, tax=tax, total=total, adds_up=seen.holds)
