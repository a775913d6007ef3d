"""An order as its buyer sees it: status, what happens next in plain words, and how it came so far (ORD-2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.deliveries.refund_moves import OPEN
from handsel.identity.actor import SYSTEM
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.documents import Adjustment
from handsel.orders.card_payments import CardStep, card_payments
from handsel.orders.models import Approval, Fulfilment, Leg, LegLine, Payment, PlacedBy
from handsel.orders.status import Situation, situation
from handsel.web.card_orders import ToldPayment, told_payment
from handsel.web.deliveries_told import ToldDelivery, told_by_line
from handsel.web.particulars_form import SeenParticulars
from handsel.web.refunds_told import ToldRefund, told_refunds
from handsel.web.taxes import TaxSum
from handsel.web.templatetags.money import money_text

UNDER_WAY = gettext_lazy("It is being carried out. You need not do anything; a mail tells you when it is done.")
NEXT = {
    "not_bought": gettext_lazy(
        "It costs you nothing yet: %(seller)s is asked once the order for which you buy it is paid and accepted."
    ),
    "awaiting_payment": gettext_lazy("It waits for your payment, and goes on by itself when your funds suffice."),
    "awaiting_approval": gettext_lazy("%(seller)s looks at it now. The amount is set aside in your funds until then."),
    "awaiting_buyer": gettext_lazy("The price changed since you ordered. Say whether you want it at the new one."),
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

LOOKED_AT = gettext_lazy("%(seller)s looks at it now.")
"""The same where there is nothing to pay."""

PARTLY_BACK = gettext_lazy("All done: what you ordered is ready, except what was paid back to your funds.")

BY_CARD = {
    CardStep.WAITS: gettext_lazy("%(seller)s looks at it now. Your card is charged when it is approved."),
    CardStep.ASKED: gettext_lazy("Your bank is being asked for the amount. This page tells once it is known."),
    CardStep.RESERVED: gettext_lazy("Your bank has reserved the amount. It is taken once all is settled."),
    CardStep.REFUSED: gettext_lazy("It waits for your payment: your card was refused. Nothing was charged."),
    CardStep.TO_CONFIRM: gettext_lazy("It waits until you confirm the payment at your bank. Nothing was charged."),
    CardStep.NO_CARD: gettext_lazy("It waits for your payment: there is no card on file. Save one, and it goes on."),
    CardStep.HELD_UP: gettext_lazy("It waits for your payment: there is something else to be paid first."),
}
"""Where the card stands -> what the buyer reads instead, while the order is not settled."""

STATUS = {
    "awaiting_approval": gettext_lazy("Awaiting approval"),
    "awaiting_buyer": gettext_lazy("Waiting for you"),
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
class Stage:
    """A stage on the way of an order, and whether it lies behind."""

    label: str
    is_done: bool
    is_current: bool = False


@dataclass(frozen=True)
class SeenOrder:
    """One leg on the buyer's own edge; `said` is what the buyer said about the order, where that was kept.

    `card` is the payment by card; None where it is paid otherwise.
    """

    leg: Leg
    seller: str
    said: SeenParticulars | None = None
    card: ToldPayment | None = None

    @classmethod
    def all_of(cls, legs: Sequence[Leg], seller: str) -> list[Self]:
        """Return `legs` of one buyer with what was said about them, in as many queries for many as for one."""
        said = SeenParticulars.of((leg.order_id for leg in legs), party_id=legs[0].buyer_id) if legs else {}
        cards = card_payments(legs, at=now())
        return [cls(leg, seller, said.get(leg.order_id), told_payment(cards.get(leg.pk))) for leg in legs]

    @property
    def progress(self) -> list[Stage]:
        """How far the order has come, in the words of the buyer; nothing once it is canceled."""
        if self.leg.fulfilment == Fulfilment.CANCELED:
            return []
        stages = list(self._stages())
        current = next((number for number, stage in enumerate(stages) if not stage.is_done), -1)
        return [Stage(one.label, one.is_done, number == current) for number, one in enumerate(stages)]

    def _stages(self) -> Iterator[Stage]:
        leg, is_executed = self.leg, self.leg.fulfilment == Fulfilment.EXECUTED
        yield Stage(_("Placed"), leg.asked_at is not None)
        is_paid = leg.payment in {Payment.PAID, Payment.REFUNDED}
        paid = [Stage(_("Paid"), is_paid)] * bool(leg.gross_minor)
        approved = [Stage(_("Approved"), leg.approval == Approval.APPROVED)] * (leg.approval != Approval.NOT_NEEDED)
        # A card is charged last, and what is behind stands before what is not.
        is_last = leg.payment == Payment.ON_CARD or (leg.approval == Approval.APPROVED and not is_paid)
        yield from [*approved, *paid] if is_last else [*paid, *approved]
        yield Stage(_("Being delivered"), is_executed)
        yield Stage(_("Executed"), is_executed)

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
        told = BY_CARD.get(self.card.payment.step) if self.card and self._is_at_its_buyer else None
        if self.situation.name == "executed" and self.leg.settled_at and self._paid_back:
            return str(PARTLY_BACK)
        if self.situation.name == "awaiting_approval" and not self.total:
            told = LOOKED_AT
        return str(told or NEXT[self.situation.name]) % {"seller": self.seller}

    @property
    def _is_at_its_buyer(self) -> bool:
        """Whether it is not further on: what a tier above lacks is nobody's business here."""
        return self.leg.fulfilment == Fulfilment.NONE

    @property
    def total(self) -> Money:
        return Money(self.leg.gross_minor, self.leg.currency)

    @cached_property
    def lines(self) -> list[LegLine]:
        return list(self.leg.lines.order_by("pk"))

    @cached_property
    def rows(self) -> list[tuple[LegLine, ToldDelivery | None]]:
        """The lines with what became of each, once the order was paid."""
        told = told_by_line(self.leg.deliveries.select_related("refund__transfer")) if self.leg.settled_at else {}
        return [(line, told.get(line.line_id)) for line in self.lines]

    @property
    def _paid_back(self) -> list[tuple[LegLine, Adjustment]]:
        """The lines whose money went back, each with its credit note."""
        return [(line, told.delivery.refund) for line, told in self.rows if told and told.delivery.refund]

    @cached_property
    def refunds(self) -> list[ToldRefund]:
        """What was asked back of it, the latest first."""
        found = list(self.leg.refunds.order_by("-pk")) if self.leg.settled_at else []
        return told_refunds(found, buyer_id=self.leg.buyer_id)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether its buyer, who ordered it, can cancel it: nothing is settled. A new price has its own answer."""
        is_over = self.leg.settled_at or self.situation.name in {"canceled", "awaiting_buyer"}
        return not self.leg.position and not is_over

    @property
    def can_be_refunded(self) -> bool:
        """Whether something of it was delivered and not paid back, and no refund is under way."""
        is_open = any(told.refund.state in OPEN for told in self.refunds)
        return not is_open and any(told and told.can_be_refunded for _line, told in self.rows)

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
        by_customer = leg.placed_by == PlacedBy.CUSTOMER or leg.position > 0
        yield Step(
            "shopping-cart",
            _("Ordered") if by_customer else _("Ordered for you by %(seller)s") % {"seller": self.seller},
            leg.placed_at,
        )
        if leg.decided_at and leg.approval == Approval.APPROVED:
            yield Step("circle-check", _("Approved by %(seller)s") % {"seller": self.seller}, leg.decided_at)
        if leg.settled_at and leg.gross_minor:
            is_charged = self.card and self.card.payment.card
            paid = _("Paid from your funds") if not leg.owed else _("Bought on credit")
            yield Step("coins", _("Paid by card") if is_charged else paid, leg.settled_at)
        for line, note in self._paid_back if leg.settled_at else []:
            detail = f"{line.product} · {money_text(Money(note.amount_minor, note.currency))}"
            yield Step("arrow-back-up", _("Paid back"), note.transfer.at, detail)
        if leg.executed_at:
            yield Step("checks", _("Executed"), leg.executed_at)
        if leg.canceled_at:
            yield Step("circle-x", self._canceled, leg.canceled_at, leg.cancel_reason)

    @property
    def _canceled(self) -> str:
        """That it was canceled, and on which side of the edge; no more of it where that followed from elsewhere."""
        if self.leg.is_withdrawn:
            return _("Canceled by you")
        if self.leg.canceled_by_name not in {"", SYSTEM}:
            return _("Canceled by %(seller)s") % {"seller": self.seller}
        return _("Canceled")
