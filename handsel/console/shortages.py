"""Orders that wait for the reseller's own money at its seller: what it has, what they need, what is missing (ORD-11).

Only the tier that blocks is told; those below it read that the order is in progress.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.db.models import Q
from django.db.models.functions import Coalesce

from handsel.accounts.end_customers import own_customers_behind
from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.kernel.money import Money
from handsel.orders.models import Leg, LegQuerySet
from handsel.orders.preflight import Funding
from handsel.orders.status import in_situation
from handsel.web.rows import SellerRows


@dataclass(frozen=True)
class Shortage:
    """What one wallet has available for `count` orders, and what they need; what is `claimed` goes to those before."""

    have: Money
    needed: Money
    count: int = 1
    claimed: Money | None = None

    @classmethod
    def of(cls, found: Funding) -> Self:
        return cls(found.available, found.needed, claimed=found.claimed)

    @property
    def missing(self) -> Money:
        return Money(max(self.needed.minor - self.have.minor, 0), self.needed.currency)


@dataclass(frozen=True)
class Waiting:
    """One order that waits: the leg that lacks the money, and for which buyer of ours it is, where we are who buys.

    `is_sold` says that the customer ordered it of us, so that we can cancel it.
    """

    leg: Leg
    customer: Account | None
    is_sold: bool

    @property
    def needed(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)


def waiting_for_us(desk: SellerRows) -> LegQuerySet:
    """Return the purchases that our wallet holds up, the oldest first.

    Where our own sale of the same order is locked too, it is our buyer who lacks funds, not we.
    """
    buyers_lack = desk.sales.filter(in_situation("locked")).values("order_id")
    return (
        desk.purchases.filter(in_situation("locked"))
        .exclude(order_id__in=buyers_lack)
        .order_by(Coalesce("skipped_at", "placed_at"), "pk")
    )


def held_up() -> Q:
    """Return the filter of sales that wait for the buyer's money."""
    return in_situation("awaiting_payment") | in_situation("locked")


def waiting_for(desk: Desk, buyer_id: int, most: int) -> list[Waiting]:
    """Return the orders that the wallet of a buyer of ours holds up, as they will go on: unpaid, or locked there."""
    waiting = desk.sales.filter(held_up(), buyer_id=buyer_id).order_by(Coalesce("skipped_at", "placed_at"), "pk")
    return [Waiting(leg, None, is_sold=True) for leg in waiting[:most]]


def shortage_of(desk: Desk, legs: LegQuerySet) -> Shortage | None:
    """Return what our wallet has for `legs` together; None where none of them waits."""
    needs = list(legs.values_list("gross_minor", "currency"))
    wallet = desk.own_wallet if needs else None
    if wallet is None:
        return None
    needed = sum(minor for minor, currency in needs if currency == wallet.currency)
    have = Money(wallet.available_minor, wallet.currency)
    return Shortage(have, Money(needed, wallet.currency), len(needs))


def with_customers(desk: Desk, legs: LegQuerySet) -> Iterator[Waiting]:
    """Yield `legs` with those buyers of ours for whom we buy."""
    found = list(legs)
    sold = set(desk.sales.filter(order_id__in=[leg.order_id for leg in found]).values_list("order_id", flat=True))
    customers = own_customers_behind((leg.end_customer_id for leg in found), buyer_id=desk.seller_id)
    for leg in found:
        yield Waiting(leg, customers.get(leg.end_customer_id or 0), leg.order_id in sold)
