"""An order as its seller's staff see it in a line: the leg, what it stands for, what it comes to (ORD-1, ORD-2)."""

from dataclasses import dataclass

from handsel.kernel.money import Money
from handsel.orders.models import Leg
from handsel.orders.status import Situation, situation


@dataclass(frozen=True)
class SeenOrder:
    """One leg for a line of a table."""

    leg: Leg

    @property
    def situation(self) -> Situation:
        return situation(self.leg)

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)
