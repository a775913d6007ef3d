"""How an order is paid by card, in words for both of its ends (ORD-4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from handsel.orders.card_payments import CardPayment, CardStep
from handsel.web.paying import REFUSALS

TOLD: Mapping[CardStep, str | Promise] = {
    CardStep.FUNDS: gettext_lazy("Paid from the funds, which sufficed. No card is charged."),
    CardStep.WAITS: gettext_lazy("%(card)s will be charged when the order is approved."),
    CardStep.ASKED: gettext_lazy("The bank is being asked for the amount on %(card)s."),
    CardStep.RESERVED: gettext_lazy("The bank has reserved the amount on %(card)s. It is taken once all is settled."),
    CardStep.REFUSED: gettext_lazy("%(card)s was refused: %(why)s"),
    CardStep.TO_CONFIRM: gettext_lazy("The bank wants the cardholder to confirm the payment with %(card)s."),
    CardStep.NO_CARD: gettext_lazy("There is no card on file that could be charged."),
    CardStep.HELD_UP: gettext_lazy("%(card)s is on file and was not charged: something else has to be paid first."),
    CardStep.TAKING: gettext_lazy("The amount is reserved on %(card)s and is being taken."),
    CardStep.TAKEN: gettext_lazy("%(card)s was charged."),
    CardStep.NOT_TAKEN: gettext_lazy("The bank has not paid what it had reserved on %(card)s. It is asked again."),
    CardStep.OWED: gettext_lazy("The bank never paid what it had reserved on %(card)s. The amount is owed."),
    CardStep.DISPUTED: gettext_lazy("%(card)s was charged, and the bank took the payment back."),
    CardStep.LET_GO: gettext_lazy("No card was charged."),
}
"""Where it stands -> what both ends read."""

TONES: Mapping[CardStep, str] = {
    CardStep.TAKEN: "green",
    CardStep.FUNDS: "green",
    CardStep.REFUSED: "red",
    CardStep.TO_CONFIRM: "yellow",
    CardStep.NO_CARD: "red",
    CardStep.HELD_UP: "red",
    CardStep.NOT_TAKEN: "red",
    CardStep.OWED: "red",
    CardStep.DISPUTED: "red",
}


def whole(name: str) -> str:
    """Return `name` so that it stays whole within a sentence that is written from the right."""
    return f"\u2068{name}\u2069" if get_language_bidi() else name


@dataclass(frozen=True)
class ToldPayment:
    """A payment by card as a page tells of it."""

    payment: CardPayment

    @property
    def text(self) -> str:
        card = whole(str(self.payment.card or _("The card on file")))
        why = REFUSALS.get(self.payment.refusal, REFUSALS["declined"])
        return str(TOLD[self.payment.step]) % {"card": card, "why": why}

    @property
    def tone(self) -> str:
        return TONES.get(self.payment.step, "")


def told_payment(payment: CardPayment | None) -> ToldPayment | None:
    """Return a payment by card for a page; None where it is none."""
    return ToldPayment(payment) if payment else None
