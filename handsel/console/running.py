"""What an account has running, as staff see it: what it pays, how often, and what that is a month (SUB-1, SUB-4)."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from handsel.kernel.money import Money
from handsel.subscriptions.models import Subscription
from handsel.subscriptions.run_rate import per_month

A_YEAR = 12


@dataclass(frozen=True)
class Running:
    """One line of the list."""

    subscription: Subscription

    @property
    def net(self) -> Money:
        return Money(self.subscription.net_minor, self.subscription.currency)

    @property
    def run_rate(self) -> Money:
        return per_month(self.net, self.subscription.period_months)

    @property
    def period(self) -> str:
        """What stands behind the price: "/ month", "/ year", "/ 3 months"."""
        years, rest = divmod(self.subscription.period_months, A_YEAR)
        if rest:
            months = self.subscription.period_months
            return ngettext("/ month", "/ %(count)s months", months) % {"count": months}
        return ngettext("/ year", "/ %(count)s years", years) % {"count": years}
