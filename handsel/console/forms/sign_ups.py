"""Saying yes or no to those who signed up (ACC-3)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm

_MOST = 200


class ChosenForm(HouseForm):
    """Which ones."""

    ids = "sign_ups_%s"

    chosen = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, ids: list[str]) -> None:
        super().__init__(data, initial={"chosen": ids})
        known = [(one, one) for one in ids[:_MOST] if one.isascii() and one.isdigit() and len(one) < len("1" * 19)]
        self.fields["chosen"].choices = known  # type: ignore[attr-defined]


class RejectForm(ChosenForm):
    """Which ones, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Each of them reads it in a mail."),
    )
