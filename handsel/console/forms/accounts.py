"""The fields of a customer or sub-reseller, as the dialogs and the record ask for them (ACC-2, ACC-4, ACC-5)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Account
from handsel.accounts.paying_models import PaymentMethod
from handsel.web.forms import HouseForm
from handsel.web.place_form import PlaceForm
from handsel.web.versioned_form import VersionedForm


class AccountForm(PlaceForm):
    """What a customer's record holds. A name (company or contact) and an e-mail are needed; the domain checks them."""

    widths: ClassVar[dict[str, str]] = {
        "company_name": "half",
        "contact_name": "half",
        "email": "half",
        "phone": "half",
        "country": "half",
        "state": "half",
        "postcode": "third",
        "city": "two-thirds",
        "tax_number": "half",
        "manager": "half",
    }
    headings: ClassVar[dict[str, str | Promise]] = {"country": _("Postal address"), "tax_number": _("Company")}
    field_order: tuple[str, ...] = (
        "company_name", "contact_name", "email", "phone", "country", "state", "address", "postcode", "city",
        "tax_number", "external_number", "manager",
    )  # fmt: skip

    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Contact name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    manager = forms.TypedChoiceField(label=_("Account manager"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, staff: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["manager"].choices = [("", _("Nobody")), *staff]  # type: ignore[attr-defined]


class RecordForm(AccountForm, VersionedForm):
    """Information on the record. It carries along what the person saw, so that it is known what they changed."""

    widths: ClassVar[dict[str, str]] = AccountForm.widths | {"external_number": "half"}

    external_number = forms.CharField(
        label=_("External number"), max_length=60, required=False, help_text=_("Its number in another system.")
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, account: Account, is_editable: bool = True, **options: Any
    ) -> None:
        options.pop("initial", None)
        super().__init__(data, initial=_values(account), **options)
        self._details = {"account": account, "is_editable": is_editable, **options}
        # An imported account may lack an e-mail, and stay without until somebody knows it.
        self.fields["email"].required = bool(account.email)
        for field in self.fields.values():
            field.disabled = not is_editable


def _values(account: Account) -> dict[str, Any]:
    names = (*AccountForm.base_fields, "external_number", "version")
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
    field_order = (*AccountForm.field_order, "currency", "price_list", "payment_method")
    headings: ClassVar[dict[str, str | Promise]] = AccountForm.headings | {
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
