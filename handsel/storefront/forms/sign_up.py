"""Becoming a customer by oneself: what a visitor is asked, and the password again behind the link (ACC-3)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from handsel.accounts.details import AccountDetails
from handsel.accounts.portal_settings import FIELDS_TO_ASK, OpenPortal
from handsel.signups.asking import Wanted
from handsel.web.forms import HouseForm
from handsel.web.place_form import PlaceForm

ASKED_BY_CHOICE = frozenset(FIELDS_TO_ASK)
COMPANY, PRIVATE = "company", "private"


class SignUpForm(PlaceForm):
    """What this portal asks of who signs up. Beside it stands a trap that people do not see and programs fill in."""

    ids = "sign_up_%s"
    widths: ClassVar[dict[str, str]] = {
        "first_name": "half", "last_name": "half", "email": "half", "phone": "half", "country": "half",
        "state": "half", "postcode": "third", "city": "two-thirds", "tax_number": "half", "manager": "half",
    }  # fmt: skip
    headings: ClassVar[dict[str, str | Promise]] = {
        "country": gettext_lazy("Postal address"),
        "password": gettext_lazy("Your log-in"),
    }
    field_order: tuple[str, ...] = (
        "kind", "company_name", "first_name", "last_name", "email", "phone", "country", "state", "address", "postcode",
        "city", "tax_number", "manager", "password", "terms", "terms_version",
    )  # fmt: skip

    kind = forms.ChoiceField(
        label=gettext_lazy("You sign up as"),
        choices=((COMPANY, gettext_lazy("Company")), (PRIVATE, gettext_lazy("Private person"))),
        widget=forms.RadioSelect({"data-redraws": ""}),
        initial=COMPANY,
    )
    company_name = forms.CharField(
        label=gettext_lazy("Company name"), max_length=200, required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )  # fmt: skip
    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), max_length=100, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    tax_number = forms.CharField(label=gettext_lazy("Tax number"), max_length=40, required=False)
    manager = forms.TypedChoiceField(
        label=gettext_lazy("Account manager"), coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )  # fmt: skip
    password = forms.CharField(
        label=pgettext_lazy("to log in", "Password"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Ten characters or more; a sentence is easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
    )
    terms = forms.BooleanField(
        label=gettext_lazy("I have read the terms and agree to them"),
        error_messages={"required": gettext_lazy("Please read the terms and agree to them.")},
    )
    terms_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, portal: OpenPortal, managers: Sequence[tuple[int, str]]
    ) -> None:
        version = portal.terms.version if portal.terms else 0
        super().__init__(data, needed=portal.mandatory_fields, initial={"terms_version": version})
        self.portal = portal
        asked = portal.sign_up_fields | portal.mandatory_fields
        for name in ASKED_BY_CHOICE - asked:
            self._drop(name)
        if "company_name" not in asked or "company_name" in portal.mandatory_fields:
            self._drop("kind")
        elif self.typed("kind") == PRIVATE:
            self._drop("company_name")
        else:
            self.mark_needed(frozenset({"company_name"}))
        self.fields["manager"].choices = [("", _("Nobody in particular")), *managers]  # type: ignore[attr-defined]
        if not managers:
            self._drop("manager")
        if not portal.terms:
            self._drop("terms")

    @property
    def is_trapped(self) -> bool:
        """Whether what is sent comes from a program that fills in everything."""
        return bool(self.data.get("website"))

    def wanted(self, typed: Mapping[str, Any], language: str) -> Wanted:
        """Return what was typed as the domain takes it."""
        return Wanted(
            details=AccountDetails.from_params(typed),
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            language=language,
            password=typed["password"],
            is_company=typed.get("kind", COMPANY) == COMPANY,
            manager_id=typed.get("manager"),
            terms_version=(typed["terms_version"] or 0) if typed.get("terms") else 0,
        )

    def _drop(self, name: str) -> None:
        self.fields.pop(name, None)
        if name in self._left_out:
            self._left_out.remove(name)


class ConfirmForm(HouseForm):
    """The password of the sign-up, once more."""

    ids = "confirm_%s"

    password = forms.CharField(
        label=pgettext_lazy("to log in", "Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
