"""An address in the book of an account (ACC-15)."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.record_models import AddressRole
from handsel.console.forms.countries import country_choices
from handsel.console.forms.versioned import VersionedForm


class AddressForm(VersionedForm):
    """An address with its roles; what its country needs, the domain checks."""

    ids = "address_%s"  # it opens over the record, which has the same fields
    widths: ClassVar[dict[str, str]] = {
        "company_name": "half",
        "contact_name": "half",
        "city": "third",
        "state": "third",
        "postcode": "third",
        "email": "half",
        "phone": "half",
    }

    roles = forms.MultipleChoiceField(
        label=_("Used for"),
        choices=AddressRole,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the address is for.")},
    )
    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact name"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or province"), max_length=100, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput())
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"}))
