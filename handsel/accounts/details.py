"""What is told of an account, checked field by field, whoever tells it: a form, a file, a program (ACC-2)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

import pycountry

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
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Take the known fields out of `params`; what is missing is empty."""
        return cls(**{field: str(params.get(field) or "") for field in _LIMITS})

    def tidied(self) -> Self:
        """Return the same without stray blanks, with the e-mail in lower case and the country in upper case."""
        tidy = {field.name: " ".join(getattr(self, field.name).split()) for field in fields(self)}
        tidy["email"], tidy["country"] = tidy["email"].lower(), tidy["country"].upper()
        return replace(self, **tidy)


def find_faults(details: AccountDetails, *, mandatory: frozenset[str] = frozenset({"email"})) -> dict[str, str]:
    """Return what is wrong with tidied `details`, as sentences by field; nothing when all is well.

    A company name or a contact name is always needed. `mandatory` names what else must be told.
    """
    faults = {
        field: f"Enter at most {limit} characters."
        for field, limit in _LIMITS.items()
        if len(getattr(details, field)) > limit
    }
    for field in sorted(mandatory):
        if not getattr(details, field):
            faults[field] = f"Enter {_ARTICLES[field]}."
    if not details.company_name and not details.contact_name:
        faults["company_name"] = "Enter a company name or a contact name."
    if details.email and not is_email(details.email):
        faults["email"] = "Enter a full e-mail address, such as ingrid@fjord.no."
    if details.country and pycountry.countries.get(alpha_2=details.country) is None:
        faults["country"] = "Choose a country from the list."
    return faults


_ARTICLES = {
    "company_name": "a company name",
    "contact_name": "a contact name",
    "email": "an e-mail address",
    "phone": "a phone number",
    "address": "an address",
    "city": "a city",
    "country": "a country",
    "state": "a state or province",
    "postcode": "a postcode",
    "tax_number": "a tax number",
    "external_number": "an external number",
}
