"""What is asked when orders are accepted or canceled, and what staff note about one (ORD-3, ORD-7, ORD-18)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.orders.particulars_models import MAX_NOTE
from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionedForm


class ReasonForm(HouseForm):
    """Why; those whom it concerns read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; the buyer reads it.")},
        help_text=_("The buyer reads it."),
    )


class ChosenForm(HouseForm):
    """Which orders, by their numbers."""

    ids = "orders_%s"

    chosen = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose at least one order in the list.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, numbers: list[str]) -> None:
        super().__init__(data, initial={"chosen": numbers})
        self.fields["chosen"].choices = [(one, one) for one in numbers]  # type: ignore[attr-defined]


class ChosenReasonForm(ChosenForm, ReasonForm):
    """Which orders are canceled, and why."""


class AcceptForm(HouseForm):
    """A yes to an order; `confirmed` is the seal of what changed since it was placed, as the person has seen it."""

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, seal: str) -> None:
        super().__init__(data, initial={"confirmed": seal})


class InternalNoteForm(VersionedForm):
    """What staff note about an order; an empty one takes it away."""

    ids = "internal_%s"

    text = forms.CharField(
        label=_("Internal note"),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 5, "autofocus": True}),
        help_text=_("Only your own staff read it: neither the buyer nor your provider."),
    )
