"""Phone numbers: understood as they are dialled in a country, kept as the whole world dials them (ACC-2)."""

from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext as _

_ANYWHERE = "+49 30 123456"


@lru_cache(maxsize=4096)
def phone_in_full(text: str, country: str) -> str:
    """Return the number in international form, `+49 30 901820` for `030 901820` in Germany; empty if it is none.

    `country` is ISO 3166 alpha-2, or empty where nobody knows. A number counts when it has a length that numbers of
    its country have: new ranges are opened faster than anybody's list of them.
    """
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def find_phone_fault(text: str, country: str) -> str:
    """Return what is wrong with a phone number, as a sentence that shows a right one; empty when all is well."""
    if phone_in_full(text, country):
        return ""
    example = example_phone(country)
    if not example:
        return _("Begin with + and the code of the country, such as %(number)s, or choose a country.") % {
            "number": _ANYWHERE
        }
    return _("Enter a phone number such as %(number)s, or begin with + and another country.") % {"number": example}


@lru_cache(maxsize=256)
def example_phone(country: str) -> str:
    """Return how numbers of `country` look in full; empty where it is not known."""
    example = phonenumbers.example_number(country)
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL) if example else ""
