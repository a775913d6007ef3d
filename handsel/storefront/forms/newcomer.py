"""Whom somebody buys for who is new at home: a name, an e-mail, and what the own portal demands (ACC-21)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import FIELDS_TO_DEMAND
from handsel.web.place_form import PlaceForm

_ALWAYS = frozenset({"company_name", "contact_name", "email"})


class NewcomerForm(PlaceForm):
    """A new customer of one's own. `needed` is what its own seller demands, and all that is asked beside the name."""

    ids = "newcomer_%s"
    widths: ClassVar[dict[str, str]] = {
        "company_name": "half", "contact_name": "half", "email": "half", "phone": "half", "country": "half",
        "state": "half", "postcode": "third", "city": "two-thirds", "tax_number": "half",
    }  # fmt: skip
    field_order: tuple[str, ...] = (
        "company_name", "contact_name", "email", "phone", "country", "state", "address", "postcode", "city",
        "tax_number",
    )  # fmt: skip

    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, needed: frozenset[str]) -> None:
        super().__init__(data, needed=needed)
        for name in frozenset(FIELDS_TO_DEMAND) - _ALWAYS - needed:
            if name in self.fields:
                del self.fields[name]
                self._left_out = [left for left in self._left_out if left != name]
