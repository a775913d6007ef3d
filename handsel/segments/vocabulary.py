"""The words a seller's searches are made of: its tags, account managers, price lists, products (ACC-10)."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from babel import Locale, UnknownLocaleError
from django.db import connection
from django.utils.translation import get_language

from handsel.accounts.tag_models import Tag
from handsel.accounts.tree import managers_of
from handsel.catalog.models import PriceList

Choice = tuple[str, str]
"""A value and the word that people read for it."""


_ORDERED = """
    WITH RECURSIVE ordered AS (
        (SELECT product FROM orders_legline WHERE seller_id = %s ORDER BY product LIMIT 1)
        UNION ALL
        SELECT (SELECT l.product FROM orders_legline l WHERE l.seller_id = %s AND l.product > ordered.product
                 ORDER BY l.product LIMIT 1)
          FROM ordered WHERE ordered.product IS NOT NULL)
    SELECT product FROM ordered WHERE product IS NOT NULL
"""
"""From name to name along the index, however many orders there are of each."""


@dataclass(frozen=True)
class Vocabulary:
    """What one seller can choose from; each list is looked up once, when it is first asked for."""

    seller_id: int

    @cached_property
    def tags(self) -> list[Choice]:
        names = Tag.objects.filter(seller_id=self.seller_id).order_by("key").values_list("name", flat=True)
        return [(name, name) for name in names]

    @cached_property
    def managers(self) -> list[Choice]:
        return [(str(user.pk), user.name) for user in managers_of(self.seller_id)]

    @cached_property
    def price_lists(self) -> list[Choice]:
        lists = PriceList.objects.filter(seller_id=self.seller_id).order_by("-is_default", "name")
        return [(str(pk), name) for pk, name in lists.values_list("pk", "name")]

    @cached_property
    def products(self) -> list[Choice]:
        """What its buyers have ordered, by name: also what is not sold any more."""
        with connection.cursor() as cursor:
            cursor.execute(_ORDERED, [self.seller_id, self.seller_id])
            return [(name, name) for (name,) in cursor.fetchall()]

    @property
    def countries(self) -> list[Choice]:
        return list(countries(get_language() or "en"))


@lru_cache(maxsize=32)
def countries(language: str) -> tuple[Choice, ...]:
    """Return every country of ISO 3166 by its name in `language`."""
    named = _territories(language)
    return tuple(sorted(named.items(), key=lambda country: country[1].casefold()))


def _territories(language: str) -> dict[str, str]:
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NONE}  # noqa: PLR2004 - ISO 3166


_NONE = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Codes in the tables of languages that are no countries."""
