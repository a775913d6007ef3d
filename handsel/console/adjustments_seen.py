"""Movements by hand as the console shows them: what waits for a second person, what was answered, documents (FUN-3)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.kernel.money import Money
from handsel.kernel.refusal import Verdict
from handsel.ledger.documents import Adjustment, Confirmation, ConfirmationQuerySet, Document
from handsel.ledger.rules import may_confirm, may_withdraw
from handsel.web.tables import counted
from handsel.web.templatetags.money import money_text

State = Confirmation.State
STATES: dict[str, tuple[str, str | Promise]] = {
    State.WAITING: ("yellow", gettext_lazy("Waiting")),
    State.CONFIRMED: ("green", gettext_lazy("Confirmed")),
    State.DECLINED: ("red", gettext_lazy("Declined")),
    State.WITHDRAWN: ("grey", gettext_lazy("Withdrawn")),
    "expired": ("grey", gettext_lazy("Expired")),
}
"""State -> its tone and its word; what waited too long has a word of its own."""

DOCUMENTS: dict[str, str | Promise] = {
    Document.CREDIT_NOTE: gettext_lazy("Credit note"),
    Document.DEBIT_NOTE: gettext_lazy("Debit note"),
    Document.PAYOUT: gettext_lazy("Payout"),
}


@dataclass(frozen=True)
class SeenConfirmation:
    """One request as a row. `confirm` and `withdraw` say whether the person at the desk may."""

    asked: Confirmation
    state: str
    confirm: Verdict
    withdraw: Verdict

    @property
    def document(self) -> str:
        return str(DOCUMENTS[self.asked.kind])

    @property
    def tone(self) -> str:
        return STATES[self.state][0]

    @property
    def word(self) -> str:
        return str(STATES[self.state][1])

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


def document_said(done: Adjustment | Confirmation, name: str) -> str:
    """Return what a toast says of a movement for the account of this name: it is done, or it waits."""
    told = {"amount": money_text(Money(done.amount_minor, done.currency)), "name": name}
    told["document"] = str(DOCUMENTS[done.kind])
    if isinstance(done, Adjustment):
        return _("%(document)s %(number)s over %(amount)s for %(name)s.") % (told | {"number": str(done.number)})
    return _("%(document)s over %(amount)s for %(name)s waits for a second person.") % told


def confirmations(desk: Desk, *, answered: bool, at: datetime) -> ConfirmationQuerySet:
    """Return what waits for a second person, the oldest first; or what is over, the latest first."""
    found = desk.confirmations.select_related("buyer", "adjustment")
    if answered:
        return found.exclude(pk__in=found.waiting(at).values("pk")).order_by("-pk")
    return found.waiting(at).order_by("pk")


def as_seen(desk: Desk, at: datetime) -> Callable[[Confirmation], SeenConfirmation]:
    """Return how a request is shown to the person at the desk."""

    def seen(asked: Confirmation) -> SeenConfirmation:
        is_over = asked.state == State.WAITING and not asked.is_open(at)
        state = "expired" if is_over else asked.state
        return SeenConfirmation(asked, state, may_confirm(desk.actor, asked), may_withdraw(desk.actor, asked))

    return seen


def confirmation_tabs(desk: Desk, *, answered: bool, at: datetime) -> Iterator[Tab]:
    address = reverse("console:confirmations")
    waiting = count_text(*counted(desk.confirmations.waiting(at)))
    yield Tab(_("Waiting"), address, not answered, waiting, "yellow")
    yield Tab(_("Answered"), f"{address}?answered=1", answered)
