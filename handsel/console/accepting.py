"""What whoever accepts an order reads of what changed since it was placed, and the ways on (ORD-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.accounts.rules import may_change_standing
from handsel.accounts.standing import OrderingStopped, Standing, own_standing, refuse_unless_buying
from handsel.catalog.models import Plan
from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.refusal import YES, Verdict
from handsel.orders.models import Leg
from handsel.orders.rechecking import Change, changes_since, seal_of
from handsel.orders.repricing import ABOUT_PRICE


@dataclass(frozen=True)
class AcceptCheck:
    """Why an order is not accepted just like that.

    `stop` says why its buyer may not buy, `is_lifted_here` that this reseller suspended it, and `lifting` whether the
    person that reads it can lift that.
    `seal` stands for the changes when somebody accepts the order in spite of them. `product_id` is that of a product of
    our own that is not offered any more.
    """

    changes: Sequence[Change] = ()
    stop: str = ""
    is_lifted_here: bool = False
    lifting: Verdict = YES
    product_id: int | None = None

    @property
    def seal(self) -> str:
        return seal_of(self.changes)

    @property
    def reasons(self) -> list[str]:
        return [self.stop] if self.stop else [change.reason for change in self.changes]

    @property
    def is_confirmed(self) -> bool:
        """Whether the order can be accepted as it was placed, by saying so."""
        return not self.stop and all(change.kind.is_confirmed for change in self.changes)

    @property
    def can_ask_buyer(self) -> bool:
        """Whether the order could go back to its buyer with the new price."""
        return self.is_confirmed and any(issubclass(change.kind, ABOUT_PRICE) for change in self.changes)


def check_of(desk: Desk, leg: Leg) -> AcceptCheck | None:
    """Return why `leg`, with its buyer, is not accepted just like that; None where nothing is in the way."""
    at = now()
    try:
        refuse_unless_buying(leg.buyer_id, by=desk.actor, at=at)
    except OrderingStopped as stop:
        is_lifted_here = own_standing(leg.buyer, at=at) == Standing.SUSPENDED
        return AcceptCheck(stop=str(stop), is_lifted_here=is_lifted_here, lifting=may_change_standing(desk.actor))
    changes = changes_since(leg, at=at)
    if not changes:
        return None
    gone = [change.plan_id for change in changes if change.plan_id and not change.kind.is_confirmed]
    own = Plan.objects.filter(pk__in=gone, seller_id=desk.seller_id).values_list("product_id", flat=True).first()
    return AcceptCheck(changes, product_id=own)
