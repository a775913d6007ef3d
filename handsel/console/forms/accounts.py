"""The fields of a customer or sub-reseller, as the dialogs and the record ask for them (ACC-2, ACC-4, ACC-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Account, PaymentMethod
from handsel.console.forms.countries import country_choices
from handsel.web.forms import HouseForm


class AccountForm(HouseForm):
    """What a customer's record holds. A name (company or contact) and an e-mail are needed; the domain checks them."""

    widths: ClassVar[dict[str, str]] = {
        "company_name": "half",
        "contact_name": "half",
        "email": "half",
        "phone": "half",
        "city": "third",
        "state": "third",
        "postcode": "third",
        "country": "half",
        "tax_number": "half",
        "manager": "half",
    }

    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"}))
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or province"), max_length=100, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    manager = forms.TypedChoiceField(label=_("Account manager"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, staff: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["manager"].choices = [("", _("Nobody")), *staff]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what this one typed, and what the other saved."""

    label: str
    mine: str
    saved: str


class RecordForm(AccountForm):
    """Information on the record. It carries along what the person saw, so that it is known what they changed."""

    widths: ClassVar[dict[str, str]] = AccountForm.widths | {"external_number": "half"}

    external_number = forms.CharField(
        label=_("External number"), max_length=60, required=False, help_text=_("Its number in another system.")
    )

    def __init__(self, *args: Any, account: Account, is_editable: bool = True, **options: Any) -> None:
        super().__init__(*args, initial=_values(account), **options)
        # An imported account may lack an e-mail, and stay without until somebody knows it.
        self.fields["email"].required = bool(account.email)
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.disabled = not is_editable

    def on_top_of(self, saved: Account, staff: Iterable[tuple[int, str]]) -> "RecordForm":
        """Return a form with the values of `saved` and, over them, what this person changed."""
        seen = _values(saved)
        mine = {name: self[name].data for name in self.changed_data}
        typed = seen | mine | {f"initial-{name}": value for name, value in seen.items()}
        return RecordForm(
            {name: "" if value is None else value for name, value in typed.items()}, account=saved, staff=staff
        )

    def differences(self, saved: Account) -> list[Difference]:
        """Return the fields that both changed, this person and the one who was faster, and not to the same."""
        values = {name: str(value or "") for name, value in _values(saved).items()}
        return [
            Difference(str(self[name].label), self._shown(name, self[name].data), self._shown(name, values[name]))
            for name in self.changed_data
            if values[name] not in {str(self[name].data or ""), self.data.get(f"initial-{name}", "")}
        ]

    def _shown(self, name: str, value: object) -> str:
        choices = getattr(self.fields[name], "choices", ())
        return next((str(label) for key, label in choices if key and str(key) == str(value)), str(value or ""))


def _values(account: Account) -> dict[str, Any]:
    names = (*AccountForm.base_fields, "external_number")
    return {name: getattr(account, name) for name in names if name != "manager"} | {"manager": account.manager_id}


class ResellerForm(AccountForm):
    """A new sub-reseller: an account with its terms of trade, its portal and its owner, who is invited by mail."""

    widths: ClassVar[dict[str, str]] = AccountForm.widths | {
        "currency": "third",
        "price_list": "third",
        "payment_method": "third",
        "portal_name": "half",
        "portal_title": "half",
        "owner_first_name": "third",
        "owner_last_name": "third",
        "owner_email": "third",
    }
    headings: ClassVar[dict[str, str | Promise]] = {
        "currency": _("Terms"),
        "portal_name": _("Portal and owner"),
    }

    currency = forms.ChoiceField(label=_("Currency"))
    price_list = forms.TypedChoiceField(label=_("Price list"), coerce=int, empty_value=None, required=False)
    payment_method = forms.ChoiceField(label=_("Payment method"), choices=PaymentMethod, initial=PaymentMethod.DEPOSIT)
    portal_name = forms.CharField(
        label=_("Portal name"),
        max_length=40,
        help_text=_("The first part of its address: small letters, digits and hyphens."),
    )
    portal_title = forms.CharField(label=_("Title"), max_length=100, help_text=_("The name that its customers read."))
    owner_first_name = forms.CharField(label=_("Owner's first name"), max_length=100)
    owner_last_name = forms.CharField(label=_("Owner's last name"), max_length=100)
    owner_email = forms.CharField(label=_("Owner's e-mail"), max_length=254, widget=forms.EmailInput())

    def __init__(
        self, *args: Any, price_lists: Iterable[tuple[int, str]] = (), currencies: Iterable[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["price_list"].choices = [("", _("The default list")), *price_lists]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class ApprovalForm(HouseForm):
    """One choice for all customers (ORD-4)."""

    required = forms.ChoiceField(
        label=_("Orders of customers"),
        choices=(
            ("on", _("Each order waits for my approval")),
            ("off", _("Orders go through without my approval")),
        ),
        widget=forms.RadioSelect,
    )
