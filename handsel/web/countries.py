"""The countries of the world by their names in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language, gettext

from handsel.web.templatetags.money import reader_locale

NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) of every country, by name, with an empty choice first."""
    return [("", gettext("Choose a country")), *_sorted_countries(get_language() or "en")]


@lru_cache(maxsize=16)
def _sorted_countries(language: str) -> list[tuple[str, str]]:  # noqa: ARG001 - the key of the cache
    names = reader_locale().territories
    countries = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES  # noqa: PLR2004 - ISO 3166
    ]
    return sorted(countries, key=lambda country: country[1])
