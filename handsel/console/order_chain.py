"""An order in its chain, as the desk may see it: who can fund it now, and leg by leg (ORD-14, ORD-15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.orders.models import Leg
from handsel.orders.preflight import Funding, funding_of, funding_together
from handsel.orders.xray import LegSeen, xray_of


@dataclass(frozen=True)
class SeenFunding:
    """What one wallet has for an order, and whose it is."""

    found: Funding
    whose: str

    @property
    def is_enough(self) -> bool:
        return not self.found.missing


@dataclass(frozen=True)
class ChainLeg:
    """One leg as the desk sees it: with figures where it is one of its own."""

    seen: LegSeen
    label: str

    @property
    def net(self) -> Money | None:
        return Money(self.seen.leg.net_minor, self.seen.leg.currency) if self.seen.leg else None

    @property
    def tax(self) -> Money | None:
        return Money(self.seen.leg.tax_minor, self.seen.leg.currency) if self.seen.leg else None

    @property
    def total(self) -> Money | None:
        return Money(self.seen.leg.gross_minor, self.seen.leg.currency) if self.seen.leg else None


def fundings(desk: Desk, order_id: int) -> list[SeenFunding]:
    """Return whether the wallets of the desk can fund an order now; without its own for who sees some accounts only."""
    return _seen(desk, funding_of(order_id, at=now()))


def fundings_together(desk: Desk, legs: Sequence[Leg]) -> list[SeenFunding]:
    """Return what `legs` need together of the desk's own wallets, and which of their buyers lacks something."""
    found = _seen(desk, funding_together([leg.order_id for leg in legs], at=now()))
    return [one for one in found if one.found.is_purchase or not one.is_enough]


def _seen(desk: Desk, fundings: Sequence[Funding]) -> list[SeenFunding]:
    found = [one for one in fundings if not (one.is_purchase and desk.actor.manager_id)]
    names = dict(desk.accounts.filter(pk__in=[one.buyer_id for one in found]).values_list("pk", "name"))
    return [SeenFunding(one, _("You") if one.is_purchase else names.get(one.buyer_id, "")) for one in found]


def chain_of(desk: Desk, order_id: int) -> Iterator[ChainLeg]:
    """Yield the legs of an order, the customer's first."""
    legs = xray_of(order_id)
    ours = [one.position for one in legs if one.leg]
    for one in legs:
        if one.leg is None:
            label = _("A tier below you") if one.position < ours[0] else _("A tier above you")
        elif one.leg.seller_id == desk.seller_id:
            label = _("You sell")
        else:
            label = _("You buy")
        yield ChainLeg(one, label)
