"""An address in the book of an account (ACC-15)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.record_models import AddressRole
from handsel.web.place_form import REDRAWS, PlaceForm, needed_by_mail
from handsel.web.versioned_form import VersionedForm


class AddressForm(PlaceForm, VersionedForm):
    """An address with its roles; what its country needs, the domain checks."""

    ids = "address_%s"  # it opens over the record, which has the same fields
    widths: ClassVar[dict[str, str]] = {
        "company_name": "half",
        "contact_name": "half",
        "country": "half",
        "state": "half",
        "postcode": "third",
        "city": "two-thirds",
        "email": "half",
        "phone": "half",
    }
    field_order = (
        "roles", "company_name", "contact_name", "country", "state", "address", "postcode", "city", "email", "phone",
    )  # fmt: skip

    roles = forms.MultipleChoiceField(
        label=_("Used for"),
        choices=AddressRole,
        widget=forms.CheckboxSelectMultiple(REDRAWS),
        error_messages={"required": _("Choose what the address is for.")},
    )
    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput())

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        if set(self["roles"].value() or ()) != {AddressRole.CONTACT}:
            self.mark_needed(needed_by_mail(self.typed("country")))
