"""Movements by hand as the console shows them: requests for a second person, and documents (FUN-3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.kernel.money import Money
from handsel.kernel.refusal import Verdict
from handsel.ledger.documents import Adjustment, Confirmation
from handsel.ledger.models import Receipt, Transfer
from handsel.ledger.rules import may_confirm, may_withdraw
from handsel.ledger.tellings import DOCUMENTS, paper_of
from handsel.web.awaited import ANSWERED, Stand, Words, stand_of
from handsel.web.templatetags.money import money_text

WORDS: Words = {Confirmation.State.WAITING: ("yellow", gettext_lazy("Waiting")), **ANSWERED}


@dataclass(frozen=True)
class SeenConfirmation:
    """One request as a row. `confirm` and `withdraw` say whether the person at the desk may."""

    asked: Confirmation
    stand: Stand
    confirm: Verdict
    withdraw: Verdict

    @property
    def document(self) -> str:
        return document_of(self.asked)

    @property
    def reversed_at(self) -> str:
        """The address of the document that is to be reversed; empty where none is."""
        paper = self.asked.reverses and paper_of(self.asked.reverses)
        if isinstance(paper, Adjustment):
            return reverse("console:adjustment", args=[paper.slug, paper.number])
        return reverse("console:receipt", args=[paper.number]) if paper else ""


def document_of(asked: Confirmation) -> str:
    """Return what was asked for, in words; of a reversal, of which document."""
    if asked.reverses is None:
        return str(DOCUMENTS[asked.kind])
    return _("Reversal of %(document)s %(number)s") % _facts_of(asked.reverses)


def confirmed_said(asked: Confirmation, done: Adjustment | Transfer) -> str:
    """Return what a toast says of what was asked for and is done now."""
    return document_said(done, asked.buyer.name) if isinstance(done, Adjustment) else reversal_said(done)


def reversal_said(done: Transfer | Confirmation) -> str:
    """Return what a toast says of taking a document back: it is done, or it waits."""
    told = _facts_of(done.reverses)
    if isinstance(done, Confirmation):
        return _("The reversal of %(document)s %(number)s waits for a second person.") % told
    return _("%(document)s %(number)s is reversed.") % told


def _facts_of(original: Transfer | None) -> dict[str, object]:
    assert original, "a reversal says what it reverses"
    paper = paper_of(original)
    return {"document": DOCUMENTS[original.document], "number": paper.number if paper else ""}


@dataclass(frozen=True)
class Reversing:
    """What was asked about taking a document back: the request that `waits`, or who asked for what was done."""

    waits: Confirmation | None
    asked_by: str


def reversing(desk: Desk, transfer: Transfer, at: datetime) -> Reversing:
    """Return the last that was asked about taking `transfer` back."""
    last = desk.confirmations.filter(reverses=transfer).order_by("-pk").first()
    waits = last if last and last.is_open(at) else None
    return Reversing(waits, last.asked_by_name if last and last.state == Confirmation.State.CONFIRMED else "")


def document_said(done: Adjustment | Confirmation, name: str) -> str:
    """Return what a toast says of a movement for the account of this name: it is done, or it waits."""
    told = {"amount": money_text(Money(done.amount_minor, done.currency)), "name": name}
    told["document"] = str(DOCUMENTS[done.kind])
    if isinstance(done, Adjustment):
        return _("%(document)s %(number)s over %(amount)s for %(name)s.") % (told | {"number": str(done.number)})
    return _("%(document)s over %(amount)s for %(name)s waits for a second person.") % told


def received_said(receipt: Receipt, name: str) -> str:
    """Return what a toast says of a payment that arrived for the account of this name."""
    told = {"amount": money_text(Money(receipt.amount_minor, receipt.currency)), "name": name, "number": receipt.number}
    return _("%(amount)s is added for %(name)s; receipt %(number)s.") % told


def as_seen(desk: Desk, at: datetime) -> Callable[[Confirmation], SeenConfirmation]:
    """Return how a request is shown to the person at the desk."""
    by = desk.actor
    return lambda asked: SeenConfirmation(
        asked, stand_of(asked, at, WORDS), may_confirm(by, asked), may_withdraw(by, asked)
    )
