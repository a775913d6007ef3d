"""An exchange rate as staff enter it, and when they are warned of old ones (CAT-5)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from handsel.catalog.rate_refusals import RateFarOff
from handsel.kernel.refusal import Refusal
from handsel.web.forms import HouseForm

_TRIED = {
    "hx-get": reverse_lazy("console:settings-rate-inverse"),
    "hx-include": "closest form",
    "hx-target": "#rate-inverse",
    "hx-swap": "innerHTML",
    "hx-select": "unset",
    "hx-sync": "closest form:replace",
}
_TYPED = {
    "inputmode": "decimal",
    "autocomplete": "off",
    "autofocus": True,
    "hx-trigger": "input changed delay:200ms",
}
_UNKNOWN = {"invalid_choice": _("Choose a currency from the list.")}


class RateForm(HouseForm):
    """One unit of a currency is so many of another, from a day on; what it says the other way round is shown too."""

    ids = "rate_%s"
    widths: ClassVar[dict[str, str]] = {
        "from_currency": "half", "to_currency": "half", "rate": "half", "valid_from": "half",
    }  # fmt: skip

    from_currency = forms.ChoiceField(
        label=_("One unit of"), widget=forms.Select(_TRIED | {"hx-trigger": "change"}), error_messages=_UNKNOWN,
        help_text=_("In which you buy."),
    )  # fmt: skip
    to_currency = forms.ChoiceField(
        label=_("is worth in"), widget=forms.Select(_TRIED | {"hx-trigger": "change"}), error_messages=_UNKNOWN,
        help_text=_("In which you sell."),
    )  # fmt: skip
    rate = forms.CharField(
        label=_("Rate"),
        max_length=60,
        widget=forms.TextInput(
            _TRIED
            | {
                "inputmode": "decimal",
                "autocomplete": "off",
                "autofocus": True,
                "hx-trigger": "input changed delay:200ms",
            }
        ),
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From the beginning of this day; today it counts from now on."),
    )
    is_meant = forms.BooleanField(label=_("It is meant"), required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, sources: Sequence[tuple[str, object]], targets: Sequence[tuple[str, object]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["from_currency"].choices = sources  # type: ignore[attr-defined]
        self.fields["to_currency"].choices = targets  # type: ignore[attr-defined]

    def refuse(self, refusal: Refusal) -> None:
        """Where the rate is far from the one before it, ask whether that is meant."""
        super().refuse(refusal)
        if isinstance(refusal, RateFarOff):
            self.fields["is_meant"].widget = forms.CheckboxInput()


class RateAgeForm(HouseForm):
    """After how many days a rate is old."""

    ids = "age_%s"

    days = forms.IntegerField(
        label=_("Warn of rates older than, in days"),
        help_text=_("Until somebody adds a new one. Prices follow the old one meanwhile."),
    )
