"""A new storefront user (USR-1)."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handsel.identity.models import DateFormat
from handsel.web.forms import HouseForm


class StorefrontUserForm(HouseForm):
    """All fields are needed."""

    ids = "user_%s"  # it opens over the record, which has an e-mail address too
    widths: ClassVar[dict[str, str]] = {
        "first_name": "half",
        "last_name": "half",
        "language": "half",
        "date_format": "half",
    }

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Preferred language"), choices=lambda: settings.LANGUAGES)
    date_format = forms.ChoiceField(label=_("Date format"), choices=DateFormat)
