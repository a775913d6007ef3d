"""What an account has running, as staff see it: what it pays, how often, and what that is a month (SUB-1, SUB-4)."""

from dataclasses import dataclass

from handsel.kernel.money import Money
from handsel.orders.models import LegLine
from handsel.subscriptions.models import Subscription
from handsel.web.deliveries_told import ToldDelivery, told_of


@dataclass(frozen=True)
class Running:
    """One line of the list."""

    subscription: Subscription

    @property
    def told(self) -> ToldDelivery | None:
        """What was handed over with it."""
        return told_of(self.subscription.leg_line)

    @property
    def net(self) -> Money:
        return Money(self.subscription.net_minor, self.subscription.currency)

    @property
    def run_rate(self) -> Money:
        return self.subscription.period.per_month(self.net)


@dataclass(frozen=True)
class Asset:
    """A licence or the like, as the line by which it was bought."""

    line: LegLine

    @property
    def told(self) -> ToldDelivery | None:
        return told_of(self.line)

    @property
    def net(self) -> Money:
        return Money(self.line.net_minor, self.line.currency)
