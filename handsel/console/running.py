"""What an account has running, as staff see it: what it pays, how often, and what that is a month (SUB-1, SUB-4)."""

from dataclasses import dataclass

from handsel.kernel.money import Money
from handsel.subscriptions.models import Subscription


@dataclass(frozen=True)
class Running:
    """One line of the list."""

    subscription: Subscription

    @property
    def net(self) -> Money:
        return Money(self.subscription.net_minor, self.subscription.currency)

    @property
    def run_rate(self) -> Money:
        return self.subscription.period.per_month(self.net)
