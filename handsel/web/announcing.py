"""Bank transfers as the buyer that sends them tells and sees them, customer or reseller (FUN-7)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.kernel import chance
from handsel.kernel.refusal import Conflict, Refusal
from handsel.ledger.announcement_models import Announcement
from handsel.web.forms import HouseForm

State = Announcement.State
STATES: dict[str, tuple[str, str | Promise]] = {
    State.ANNOUNCED: ("yellow", _("On its way")),
    State.CONFIRMED: ("green", _("Arrived")),
    State.DECLINED: ("red", _("Not found")),
    State.WITHDRAWN: ("grey", _("Withdrawn")),
    "expired": ("grey", _("Expired")),
}


@dataclass(frozen=True)
class SeenTransfer:
    """One announced transfer as a line."""

    told: Announcement
    is_waiting: bool

    @property
    def _state(self) -> str:
        return "expired" if self.told.state == State.ANNOUNCED and not self.is_waiting else self.told.state

    @property
    def tone(self) -> str:
        return STATES[self._state][0]

    @property
    def word(self) -> str:
        return str(STATES[self._state][1])


class Alike(Conflict):
    """A payment like this was announced or entered a few days ago; it must be said that this is another."""

    code = "payment_alike"


class AnnounceForm(HouseForm):
    """`key` is made once for the page, so that pressing the button twice announces once."""

    widths: ClassVar[dict[str, str]] = {"amount": "half", "sent_on": "half"}

    amount = forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    sent_on = forms.DateField(label=_("Sent on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reference = forms.CharField(
        label=_("Reference"), max_length=100, required=False, help_text=_("What you wrote on the transfer.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    sure = forms.BooleanField(label=_("This is another transfer"), required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, today: date, reference: str) -> None:
        super().__init__(*args, initial={"sent_on": today, "key": chance.secret(), "reference": reference})
        self.fields["amount"].label = _("Amount in %s") % currency

    def refuse(self, refusal: Refusal) -> None:
        """Where the transfer looks as one that is known already, ask whether it is another."""
        super().refuse(refusal)
        if isinstance(refusal, Alike):
            self.fields["sure"].widget = forms.CheckboxInput()
