"""Bring one value of a file into the form in which we keep it, or say what is wrong with it (ACC-22)."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

LENGTHS = {
    "external_number": 60,
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
}
"""The fields of an account that an import fills, and how long each may be."""

SEVERAL = " ::: "
"""How Google Contacts joins several values in one cell."""

HONORIFICS = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "rev", "fr", "sr", "sra", "srta",
    "dra", "herr", "frau", "hr", "fru", "m", "mme", "mlle", "dott", "sig", "sig.ra", "ing", "mag", "dipl.-ing",
})  # fmt: skip

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_APOSTROPHE = re.compile(r"^'(?=[=+\-@0-9])")
_NOTHING = frozenset({"\\N", "N/A", "n/a", "#N/A", "#REF!", "#VALUE!", "#NAME?", "NULL", "<null>", "(null)"})
_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")
_EMAIL = re.compile(
    r"^[a-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\uffff]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\uffff]+)*"
    r"@([a-z0-9\u0080-\uffff]([a-z0-9\-\u0080-\uffff]{0,61}[a-z0-9\u0080-\uffff])?\.)+"
    r"[a-z\u0080-\uffff][a-z0-9\-\u0080-\uffff]{0,61}[a-z0-9\u0080-\uffff]$"
)


def clean_text(text: str) -> str:
    """Return `text` on one line, with single blanks and without characters that nobody sees.

    An apostrophe that keeps a spreadsheet from calculating (`'+49 30 …`, `'01067`) is taken away, and what databases
    and spreadsheets write for nothing is nothing; `Null` and `NA` stay: a surname, and Namibia.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _UNWANTED.sub("", text)
    text = _APOSTROPHE.sub("", " ".join(text.split()))
    return "" if text in _NOTHING else text


def clean_number(text: str) -> str:
    """Return an external number; `17850.0`, as programs write whole numbers, is `17850`, and `0` stands for none."""
    text = text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text
    return "" if text in {"0", "-", "NULL", "null", "None"} else text


def clean_email(text: str) -> tuple[str, str]:
    """Return the address in lower case, and what is wrong with it.

    Takes the address out of `Ann <ann@example.com>` and `mailto:`, and the first of several.
    """
    text = text.partition(SEVERAL)[0].strip().strip(";,").strip()
    in_brackets = _IN_BRACKETS.search(text)
    text = (in_brackets.group(1) if in_brackets else text).lower().removeprefix("mailto:").strip()
    if not text or _EMAIL.match(text):
        return text, ""
    return text, "Not a full e-mail address, such as name@example.com."


def clean_phone(text: str, country: str) -> str:
    """Return the number in international form if it is one, dialled from `country`; else as it was typed.

    `030 901820` in Germany is `+49 30 901820`; `1 (11) 500 555-0162` is no number anywhere, and is kept: a person can
    still read it.
    """
    text = text.partition(SEVERAL)[0].strip()
    return _international(text, country) or text


@lru_cache(maxsize=1024)
def _international(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def is_honorific(text: str) -> bool:
    """Whether `text` is said before a name; the column called Title often holds the title of a job."""
    return all(word.rstrip(".") in HONORIFICS for word in text.casefold().split())
