"""What is told of an account, checked field by field, whoever tells it: a form, a file, a program (ACC-2)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.phones import find_phone_fault, phone_in_full
from handsel.accounts.postal import find_postcode_fault, is_country, state_in_full
from handsel.accounts.tax_numbers import find_tax_fault, tax_number_in_full
from handsel.kernel.email import is_email

_LIMITS = {
    "company_name": 200,
    "contact_name": 200,
    "email": 254,
    "phone": 40,
    "address": 300,
    "city": 100,
    "country": 2,
    "state": 100,
    "postcode": 20,
    "tax_number": 40,
    "external_number": 60,
}


@dataclass(frozen=True)
class AccountDetails:
    """The fields a person fills in. `country` is ISO 3166 alpha-2; every other field is text as it should be shown."""

    company_name: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    country: str = ""
    state: str = ""
    postcode: str = ""
    tax_number: str = ""
    external_number: str = ""

    @classmethod
    def of(cls, row: object) -> Self:
        """Return what `row`, an account or anything with the same fields, says now."""
        return cls(**{field: getattr(row, field) for field in _LIMITS})

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Take the known fields out of `params`; what is missing is empty."""
        return cls(**{field: str(params.get(field) or "") for field in _LIMITS})

    def tidied(self, before: "AccountDetails | None" = None) -> Self:
        """Return the same without stray blanks, each field as it is written everywhere.

        E-mail addresses stand in lower case, countries and postcodes in upper case, phone numbers in their
        international form, VAT numbers with their country, states by their names. What cannot be understood stays as
        it was typed; so does what stands in `before`, the same as it was.
        """
        tidy = {field.name: " ".join(getattr(self, field.name).split()) for field in fields(self)}
        tidy["email"], tidy["country"] = tidy["email"].lower(), tidy["country"].upper()
        country = tidy["country"]
        tidy["phone"] = phone_in_full(tidy["phone"], country) or tidy["phone"]
        tidy["state"] = state_in_full(tidy["state"], country)
        tidy["postcode"] = tidy["postcode"].upper()
        tidy["tax_number"] = tax_number_in_full(tidy["tax_number"], country)
        return replace(self, **tidy | {name: getattr(before, name) for name in self._kept(before, country)})

    def unchanged_since(self, before: "AccountDetails | None") -> frozenset[str]:
        """Return the fields that say the same as in `before`, and in the same country where that matters."""
        return self._kept(before, self.country)

    def _kept(self, before: "AccountDetails | None", country: str) -> frozenset[str]:
        if before is None:
            return frozenset()
        moved = _IN_A_COUNTRY if before.country != country else frozenset[str]()
        return frozenset(name for name in _LIMITS if getattr(self, name) == getattr(before, name)) - moved


_IN_A_COUNTRY = frozenset({"phone", "state", "postcode", "tax_number"})
"""The fields whose rules are those of the country."""


def find_faults(
    details: AccountDetails,
    *,
    mandatory: frozenset[str] = frozenset({"email"}),
    before: AccountDetails | None = None,
) -> dict[str, str]:
    """Return what is wrong with tidied `details`, as sentences by field; nothing when all is well.

    A company name or a contact name is always needed. `mandatory` names what else must be told. What says the same as
    `before` is not refused: accounts are older than rules, and imported ones know none.
    """
    faults = {
        field: _("Enter at most %(most)s characters.") % {"most": limit}
        for field, limit in _LIMITS.items()
        if len(getattr(details, field)) > limit
    }
    for field in sorted(mandatory):
        if not getattr(details, field):
            faults[field] = str(_MISSING[field])
    if not details.company_name and not details.contact_name:
        faults["company_name"] = _("Enter a company name or a contact name.")
    if details.email and not is_email(details.email):
        faults["email"] = _("Enter a full e-mail address, such as ingrid@fjord.no.")
    if details.country and not is_country(details.country):
        faults["country"] = _("Choose a country from the list.")
    else:
        faults = _find_faults_of_country(details) | faults
    kept = details.unchanged_since(before)
    return {field: fault for field, fault in faults.items() if field not in kept}


def _find_faults_of_country(details: AccountDetails) -> dict[str, str]:
    found = {
        "phone": find_phone_fault(details.phone, details.country) if details.phone else "",
        "postcode": find_postcode_fault(details.postcode, details.country) if details.postcode else "",
        "tax_number": find_tax_fault(details.tax_number, details.country) if details.tax_number else "",
    }
    return {field: fault for field, fault in found.items() if fault}


_MISSING = {
    "company_name": gettext_lazy("Enter a company name."),
    "contact_name": gettext_lazy("Enter a contact name."),
    "email": gettext_lazy("Enter an e-mail address."),
    "phone": gettext_lazy("Enter a phone number."),
    "address": gettext_lazy("Enter an address."),
    "city": gettext_lazy("Enter a city."),
    "country": gettext_lazy("Enter a country."),
    "state": gettext_lazy("Enter a state or province."),
    "postcode": gettext_lazy("Enter a postcode."),
    "tax_number": gettext_lazy("Enter a tax number."),
    "external_number": gettext_lazy("Enter an external number."),
}
