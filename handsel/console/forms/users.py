"""A storefront user: added, and changed (USR-1)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.console.settings_told import choices_of
from handsel.identity.models import DateFormat, Seat, User
from handsel.identity.roles import BUYERS, Role
from handsel.web.forms import HouseForm

ROLES = [(role.value, role.label) for role in Role if role in BUYERS]


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
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        help_text=_("Buyers order; billing sees funds, receipts and invoices; both do both."),
    )

    def __init__(self, *args: Any, portal: OpenPortal, inviter: User, **options: Any) -> None:
        likely = portal.date_format if portal.date_format in DateFormat.values else inviter.date_format
        initial = {"language": portal.language, "date_format": likely, "role": Role.BUYER_AND_BILLING.value}
        super().__init__(*args, initial=initial, **options)
        offer_languages(self, portal.languages)


class StorefrontUserEditForm(StorefrontUserForm):
    """The same without the e-mail address, which is the log-in and stays."""

    ids = "user_%s"
    widths: ClassVar[dict[str, str]] = StorefrontUserForm.widths

    email = None  # type: ignore[assignment]  # how a form goes without a field of its parent

    def __init__(self, *args: Any, portal: OpenPortal, seat: Seat, **options: Any) -> None:
        super().__init__(*args, portal=portal, inviter=seat.user, **options)
        names = ("first_name", "last_name", "language", "date_format")
        self.initial = {name: getattr(seat.user, name) for name in names} | {"role": seat.role}
        offer_languages(self, (*portal.languages, seat.user.language))


def offer_languages(form: forms.Form, codes: tuple[str, ...] | list[str]) -> None:
    """Let `form` offer these languages, by name."""
    names = dict(choices_of("language"))
    offered = [(code, names[code]) for code in dict.fromkeys(codes) if code in names]
    form.fields["language"].choices = offered  # type: ignore[attr-defined]
