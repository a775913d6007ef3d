"""Forms that ask for a place as its country has places: which fields, their names, how they look (ACC-15)."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.phones import example_phone
from handsel.accounts.postal import Part, parts_of
from handsel.accounts.tax_numbers import example_tax_number
from handsel.web.countries import country_choices
from handsel.web.forms import HouseForm

LABELS: dict[str, str | Promise] = {
    "address": _("Address"),
    "any": _("State or province"),
    "area": _("Area"),
    "city": _("City"),
    "county": _("County"),
    "department": _("Department"),
    "district": _("District"),
    "do_si": _("Province or city"),
    "eircode": _("Eircode"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "oblast": _("Oblast"),
    "parish": _("Parish"),
    "pin": _("PIN code"),
    "post_town": _("Town or city"),
    "postal": _("Postcode"),
    "prefecture": _("Prefecture"),
    "province": _("Province"),
    "state": _("State"),
    "suburb": _("Suburb or city"),
    "zip": _("ZIP code"),
}
"""What a part of an address is called, by the kind that it is in its country."""

REDRAWS = {"data-redraws": ""}
"""A control whose change makes the form ask for other fields; see web/js/redraw.js."""

_LEFT_TO_RIGHT = frozenset({"phone", "postcode", "email", "tax_number", "external_number"})
"""What is written from left to right in every language, such as +961 1 369 496."""


class PlaceForm(HouseForm):
    """Where somebody is and how they are reached there. The fields follow the country that is chosen.

    A field that the country does not have is not asked for and is saved empty, unless it was filled in before.
    """

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"}))
    country = forms.ChoiceField(
        label=_("Country"), choices=country_choices, required=False, widget=forms.Select(REDRAWS)
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or province"), max_length=100, required=False)

    def __init__(self, *args: Any, needed: frozenset[str] = frozenset(), **details: Any) -> None:
        super().__init__(*args, **details)
        self._left_out: list[str] = []
        country = self.typed("country")
        if country and country not in dict(self.fields["country"].choices):  # type: ignore[attr-defined]
            self.fields["country"].choices = [*country_choices(), (country, country)]  # type: ignore[attr-defined]
        for name, part in parts_of(country).items():
            self._shape(name, part, country)
        if "state" in self._left_out:
            self.widths = self.widths | {"country": ""}  # type: ignore[misc]  # of this form, not of its class
        for name in _LEFT_TO_RIGHT & self.fields.keys():
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["phone"].widget.attrs["placeholder"] = example_phone(country)
        if "tax_number" in self.fields:
            self.fields["tax_number"].widget.attrs["placeholder"] = example_tax_number(country)
        self.mark_needed(needed)

    def typed(self, name: str) -> str:
        """Return what stands in the field `name` when the form is drawn, as text."""
        field = self.fields[name]
        if self.is_bound:
            return str(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) or "")
        return str(self.get_initial_for_field(field, name) or "")

    def mark_needed(self, names: frozenset[str]) -> None:
        """Show that `names` must be filled in; whether they are, the domain says."""
        for name in names & self.fields.keys():
            self.fields[name].is_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Leave out what the country does not have."""
        typed = dict(super().clean() or self.cleaned_data)
        return typed | dict.fromkeys(self._left_out, "")

    def _shape(self, name: str, part: Part, country: str) -> None:
        """Let the field `name` be what `country` has there."""
        field, value = self.fields[name], self.typed(name)
        was_there = bool(value) and value == self.initial.get(name) and country == self.initial.get("country", "")
        if not part.is_used and not was_there:
            self._left_out.append(name)
            field.widget, field.show_hidden_initial = forms.HiddenInput(), False
            return
        if part.is_used:
            field.label = str(LABELS.get(part.kind, LABELS["any"]))
        if part.example:
            field.widget.attrs["placeholder"] = part.example
        if part.names:
            kept = [value] if was_there and value not in part.names else []
            field.widget = forms.Select(
                choices=[("", _("Choose from the list")), *((n, n) for n in [*part.names, *kept])]
            )


def needed_by_mail(country: str) -> frozenset[str]:
    """Return which parts of an address a mail to `country` cannot do without."""
    return frozenset({"country", *(name for name, part in parts_of(country).items() if part.is_needed)})
