"""An order as its buyer sees it: status, what happens next in plain words, and how it came so far (ORD-2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.kernel.money import Money
from handsel.orders.models import Approval, Leg, LegLine, PlacedBy
from handsel.orders.status import Situation, situation
from handsel.web.taxes import TaxSum

UNDER_WAY = gettext_lazy("It is being carried out. You need not do anything; a mail tells you when it is done.")
NEXT = {
    "awaiting_payment": gettext_lazy("It waits for your payment, and goes on by itself when your funds suffice."),
    "awaiting_approval": gettext_lazy("%(seller)s looks at it now. The amount is set aside in your funds until then."),
    "being_bought": UNDER_WAY,
    "locked": UNDER_WAY,
    "in_progress": UNDER_WAY,
    "failed": gettext_lazy("Something could not be delivered yet; %(seller)s looks after it."),
    "executed": gettext_lazy("All done: what you ordered is ready."),
    "executed_unpaid": gettext_lazy("What you ordered is ready. Your payment is still missing."),
    "executed_refunded": gettext_lazy("It was delivered, and the money went back to your funds."),
    "canceled": gettext_lazy("It was canceled, and costs you nothing."),
}
"""Situation -> what the buyer reads. What a tier above lacks is nobody's business here."""

STATUS = {
    "awaiting_approval": gettext_lazy("Awaiting approval"),
    "locked": gettext_lazy("In progress"),
    "failed": gettext_lazy("In progress"),
}
"""Where the customer reads other words than the seller."""

TONES = {"red": "red", "yellow": "", "green": "green", "grey": "blue", "black": "blue"}


@dataclass(frozen=True)
class Step:
    """One thing that happened to an order."""

    icon: str
    text: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class SeenOrder:
    """One leg on the buyer's own edge."""

    leg: Leg
    seller: str

    @property
    def situation(self) -> Situation:
        return situation(self.leg)

    @property
    def status(self) -> str:
        return str(STATUS.get(self.situation.name) or _(self.situation.status))

    @property
    def tone(self) -> str:
        """The colour of the banner that says what happens next."""
        return TONES[self.situation.colour]

    @property
    def next(self) -> str:
        return str(NEXT[self.situation.name]) % {"seller": self.seller}

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)

    @cached_property
    def lines(self) -> list[LegLine]:
        return list(self.leg.lines.order_by("pk"))

    @property
    def sum(self) -> TaxSum:
        """The total with its tax, as it was when the order was placed."""
        return TaxSum.of_leg(self.leg, self.lines)

    @property
    def history(self) -> list[Step]:
        """What happened so far, the latest first."""
        return sorted(self._steps(), key=lambda step: step.at)[::-1]

    def _steps(self) -> Iterator[Step]:
        leg = self.leg
        by_customer = leg.placed_by == PlacedBy.CUSTOMER
        yield Step(
            "shopping-cart",
            _("Ordered") if by_customer else _("Ordered for you by %(seller)s") % {"seller": self.seller},
            leg.placed_at,
        )
        if leg.decided_at and leg.approval == Approval.APPROVED:
            yield Step("circle-check", _("Approved by %(seller)s") % {"seller": self.seller}, leg.decided_at)
        if leg.settled_at:
            yield Step("coins", _("Paid from your funds"), leg.settled_at)
        if leg.executed_at:
            yield Step("checks", _("Executed"), leg.executed_at)
        if leg.canceled_at:
            yield Step("circle-x", _("Canceled"), leg.canceled_at, leg.cancel_reason)
