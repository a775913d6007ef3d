"""Recognise a country by its code or by its name in the languages of our users (ACC-22)."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

import pycountry
from babel import Locale

from handsel.accounts.importing.columns import plain

LANGUAGES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sk", "sv", "da", "nb", "fi", "et", "lv", "lt", "hu", "ro",
    "bg", "hr", "sl", "sr", "el", "tr", "ru", "uk", "ar", "he", "fa", "hi", "id", "vi", "th", "zh", "ja", "ko", "ca",
)  # fmt: skip

_ALSO = {
    "UK": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB",
    "Northern Ireland": "GB", "U.S.": "US", "America": "US", "United States of America": "US", "Estados Unidos": "US",
    "Etats Unis": "US", "EIRE": "IE", "Republic of Ireland": "IE", "Holland": "NL", "The Netherlands": "NL",
    "Deutschland": "DE", "BRD": "DE", "Korea": "KR", "South Korea": "KR", "Russia": "RU", "Czech Republic": "CZ",
    "Turkey": "TR", "Ivory Coast": "CI", "Macedonia": "MK", "Swaziland": "SZ", "Burma": "MM", "Cape Verde": "CV",
    "UAE": "AE", "RSA": "ZA", "PRC": "CN", "Republic of China": "TW", "Hong Kong": "HK", "Macau": "MO",
}  # fmt: skip


def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of the country called `text`, or "" when there is none.

    `DE`, `deu`, `276`, `Germany`, `Allemagne` and `ドイツ` are all `DE`.
    """
    return _codes().get(plain(text), "")


@cache
def _codes() -> dict[str, str]:
    """Every known name; what is written first is not overruled, so codes win over names and English over the rest."""
    codes: dict[str, str] = {}
    for name, code in chain(_iso(), _ALSO.items(), _translated()):
        codes.setdefault(plain(name), code)
    codes.pop("", None)
    return codes


def _iso() -> Iterator[tuple[str, str]]:
    for kind in ("alpha_2", "alpha_3", "numeric", "name", "common_name", "official_name"):
        for country in pycountry.countries:
            yield getattr(country, kind, ""), country.alpha_2


def _translated() -> Iterator[tuple[str, str]]:
    real = {country.alpha_2 for country in pycountry.countries}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in real:
                yield name, code
