"""Movements by hand as the console shows them: requests for a second person, and documents (FUN-3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.kernel.money import Money
from handsel.kernel.refusal import Verdict
from handsel.ledger.documents import Adjustment, Confirmation, Document
from handsel.ledger.models import Receipt
from handsel.ledger.rules import may_confirm, may_withdraw
from handsel.web.awaited import ANSWERED, Stand, Words, stand_of
from handsel.web.templatetags.money import money_text

WORDS: Words = {Confirmation.State.WAITING: ("yellow", gettext_lazy("Waiting")), **ANSWERED}

DOCUMENTS: dict[str, str | Promise] = {
    Document.CREDIT_NOTE: gettext_lazy("Credit note"),
    Document.DEBIT_NOTE: gettext_lazy("Debit note"),
    Document.PAYOUT: gettext_lazy("Payout"),
}


@dataclass(frozen=True)
class SeenConfirmation:
    """One request as a row. `confirm` and `withdraw` say whether the person at the desk may."""

    asked: Confirmation
    stand: Stand
    confirm: Verdict
    withdraw: Verdict

    @property
    def document(self) -> str:
        return str(DOCUMENTS[self.asked.kind])


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
