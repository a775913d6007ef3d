"""Which accounts a text stands in, found before the list is: so that a rare word is looked up and a common one met.

A list in the order of names that must hold a word can be read in two ways: find all with the word, then sort; or go
through the names until there are fifty with the word. The database guesses how rare a word is, and guesses badly; here
it is known. Up to MOST they are found first; where there are more, the fifty are near.
"""

from django.db.models import Q

from handsel.accounts.models import Match

MOST = 5_000
SAMPLE = 1_000
COMMON = 20
"""What stands in so many of a sample is common: it is met soon, and finding all of it first would take long."""


def hits_of(seller_id: int, wanted: Q) -> list[int] | None:
    """Return the ids of the seller's accounts whose search text is `wanted`; None where there are more than MOST."""
    found = Match.objects.filter(wanted, seller_id=seller_id).values_list("pk", flat=True)[: MOST + 1]
    ids = list(found)
    return ids if len(ids) <= MOST else None


def is_common(seller_id: int, wanted: Q) -> bool:
    """Return whether many of a seller's accounts have it: worth asking of one or two letters, before hits_of()."""
    sample = Match.objects.filter(seller_id=seller_id).values("pk")[:SAMPLE]
    return Match.objects.filter(wanted, pk__in=sample).count() >= COMMON
