"""A storefront user: added, and changed, by staff and by the people of the account (USR-1)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.models import DateFormat, User
from handsel.identity.own_users import OwnUser
from handsel.identity.roles import BUYERS, Role
from handsel.web.profile_form import PersonForm

ROLES = [(role.value, role.label) for role in Role if role in BUYERS]


class StorefrontUserForm(PersonForm):
    """All fields are needed. The portal says which languages it offers, and with what a new user begins."""

    ids = "user_%s"  # it opens over the record, which has an e-mail address too
    field_order: Sequence[str] = ("first_name", "last_name", "email", "language", "date_format", "role")

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        help_text=_("Buyers order; billing sees funds, receipts and invoices; both do both."),
    )

    def __init__(self, *args: Any, portal: OpenPortal, inviter: User | OwnUser, **options: Any) -> None:
        likely = portal.date_format if portal.date_format in DateFormat.values else inviter.date_format
        initial = {"language": portal.language, "date_format": likely, "role": Role.BUYER_AND_BILLING.value}
        super().__init__(*args, initial=initial, **options)
        self.offer_languages(*portal.languages)


class StorefrontUserEditForm(StorefrontUserForm):
    """The same without the e-mail address, which is the log-in and stays."""

    email = None  # type: ignore[assignment]  # how a form goes without a field of its parent

    def __init__(self, *args: Any, portal: OpenPortal, user: User | OwnUser, role: str, **options: Any) -> None:
        super().__init__(*args, portal=portal, inviter=user, **options)
        self.initial = {name: getattr(user, name) for name in PersonForm.base_fields} | {"role": role}
        self.offer_languages(*portal.languages, user.language)
