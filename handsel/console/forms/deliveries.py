"""What is said when something is delivered, fails, or is paid back (ORD-12)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.console.forms.orders import ReasonForm
from handsel.deliveries.data import Handed
from handsel.deliveries.working import LONGEST_NOTE, LONGEST_REASON, MOST_AT_ONCE
from handsel.web.forms import HouseForm

_LONGEST_ID = 19


class StartForm(HouseForm):
    """Which ones; nothing else is asked."""

    ids = "deliveries_%s"

    delivery = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, ids: list[str]) -> None:
        super().__init__(data, initial={"delivery": ids})
        known = [one for one in ids[: MOST_AT_ONCE + 1] if one.isascii() and one.isdigit() and len(one) < _LONGEST_ID]
        self.chosen = [int(one) for one in known]
        self.fields["delivery"].choices = [(one, one) for one in known]  # type: ignore[attr-defined]


class DeliverForm(StartForm):
    """What is handed over with them."""

    widths = {"licence_key": "half", "domain": "half", "expires_on": "half"}

    licence_key = forms.CharField(label=_("Licence key"), required=False, max_length=1000)
    domain = forms.CharField(label=_("Domain"), required=False, max_length=253)
    expires_on = forms.DateField(label=_("Holds until"), required=False, widget=forms.DateInput({"type": "date"}))
    service = forms.CharField(
        label=_("Anything else"),
        required=False,
        widget=forms.Textarea({"rows": 4, "placeholder": "User: admin\nServer: web-7.example"}),
        help_text=_("One thing per line, its name first: “User: admin”. The buyer reads all of this."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, ids: list[str]) -> None:
        super().__init__(data, ids=ids)
        if len(self.chosen) > 1:
            self.fields["service"].help_text = _("All of them read the same. Keys and domains: deliver one by one.")
            if not data or not (data.get("licence_key") or data.get("domain")):
                del self.fields["licence_key"], self.fields["domain"]

    @property
    def handed(self) -> Handed:
        """What is handed over; labels of the form are kept in English and translated when they are shown."""
        typed: dict[str, Any] = self.cleaned_data
        said = [("Licence key", typed.get("licence_key", "")), ("Domain", typed.get("domain", ""))]
        loose = []
        for line in typed["service"].splitlines():
            label, _colon, value = line.partition(":")
            if label.strip() and value.strip() and not value.startswith("//"):
                said.append((label, value))
            else:
                loose.append(line)
        return Handed.of([*said, ("Note", "\n".join(loose))], typed["expires_on"])


class FailForm(StartForm):
    """Why they could not be delivered."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; your buyer reads it.")},
        help_text=_("Your own buyer reads it; further down it only says that it could not be delivered so far."),
    )


class NoteForm(HouseForm):
    """What colleagues should know."""

    ids = "delivery_note_%s"

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4, "autofocus": True}),
        help_text=_("Only your own staff read it."),
    )


class GiveBackForm(ReasonForm):
    """Why money is given back."""

    ids = "give_back_%s"

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        self.fields["reason"].help_text = _("It stays in your history; buyers read only that it was not delivered.")
