"""A new storefront user (USR-1)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.console.settings_told import choices_of
from handsel.identity.models import DateFormat, User
from handsel.web.forms import HouseForm


class StorefrontUserForm(HouseForm):
    """All fields are needed. The portal says which languages it offers, and with what a new user begins."""

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
    language = forms.ChoiceField(label=_("Preferred language"), choices=lambda: choices_of("language"))
    date_format = forms.ChoiceField(label=_("Date format"), choices=DateFormat)

    def __init__(self, *args: Any, portal: OpenPortal, inviter: User, **options: Any) -> None:
        likely = portal.date_format if portal.date_format in DateFormat.values else inviter.date_format
        super().__init__(*args, initial={"language": portal.language, "date_format": likely}, **options)
        names = dict(choices_of("language"))
        self.fields["language"].choices = [(code, names[code]) for code in portal.languages]  # type: ignore[attr-defined]
