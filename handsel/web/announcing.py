"""Bank transfers as the buyer that sends them tells and sees them, customer or reseller (FUN-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.kernel import chance
from handsel.kernel.refusal import Conflict, Refusal
from handsel.ledger.announcement_models import Announcement
from handsel.web.awaited import EXPIRED, Stand, Words, stand_of
from handsel.web.forms import HouseForm

WORDS: Words = {
    Announcement.State.ANNOUNCED: ("yellow", _("On its way")),
    Announcement.State.CONFIRMED: ("green", _("Arrived")),
    Announcement.State.DECLINED: ("red", _("Not found")),
    Announcement.State.WITHDRAWN: ("grey", _("Withdrawn")),
    EXPIRED: ("grey", _("Expired")),
}
"""State -> its tone and its word, as whoever announced it reads them."""


@dataclass(frozen=True)
class SeenTransfer:
    """One announced transfer as a line."""

    told: Announcement
    stand: Stand


def seen_transfers(told: Iterable[Announcement], at: datetime) -> list[SeenTransfer]:
    return [SeenTransfer(one, stand_of(one, at, WORDS)) for one in told]


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
