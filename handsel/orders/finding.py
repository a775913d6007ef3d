"""Find orders among millions by what was typed (ORD-1, ORD-8).

What stands in few orders is looked up, in an index that has all words; what stands in many is met soon on the way
through the latest. The database cannot tell which it is beforehand, so it is asked first.
"""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from handsel.accounts.models import Match
from handsel.accounts.references import read_reference
from handsel.accounts.search_terms import wanted_in
from handsel.kernel.lookups import among
from handsel.orders.match_models import LegMatch
from handsel.orders.models import LegQuerySet

NUMBER_LENGTH = 8
"""How many letters and digits the number of an order has."""

SAMPLE, COMMON = 1_000, 10
"""What so many of a sample of the latest orders have is common."""

MOST_ORDERS, MOST_BUYERS = 20_000, 5_000


def matching(legs: LegQuerySet, text: str, *, seller_id: int) -> LegQuerySet:
    """Keep those of `legs`, sold by `seller_id`, in which every word of `text` stands, or that their buyer has.

    Looked at are number, products, what was filled in, purchase-order number, site and name on the invoice; and of the
    buyer what a search over accounts looks at. A whole number finds that order, a payment reference its order or
    those of its account.
    """
    if known := read_reference(text):
        return legs.filter(Q(number=known.order) if known.order else Q(buyer__number=known.account))
    if len(text) == NUMBER_LENGTH and (exact := legs.filter(number=text.upper())).exists():
        return exact
    walked = legs.alias(
        said=Subquery(LegMatch.objects.filter(leg=OuterRef("pk"), seller=seller_id).values("text")),
        buyer_said=Subquery(Match.objects.filter(account=OuterRef("buyer"), seller=seller_id).values("text")),
    )
    has = wanted_in("said", text) | wanted_in("buyer_said", text)
    sample = walked.order_by("-asked_at", "-pk").annotate(has=has)[:SAMPLE]
    seen = sample.aggregate(all=Count("pk"), found=Count("pk", filter=Q(has=True)))
    if seen["all"] < SAMPLE or seen["found"] >= COMMON:
        return walked.filter(has)
    in_words = wanted_in("text", text)
    orders = _ids(LegMatch.objects.filter(in_words, seller=seller_id).values_list("pk", flat=True), MOST_ORDERS)
    buyers = _ids(Match.objects.filter(in_words, seller=seller_id).values_list("pk", flat=True), MOST_BUYERS)
    if orders is None or buyers is None:
        return walked.filter(has)
    return legs.filter(among("pk", orders) | among("buyer", buyers))


def _ids(found: QuerySet[Any, int], most: int) -> list[int] | None:
    """Return the ids that were found; None where there are more than `most`."""
    ids = list(found[: most + 1])
    return ids if len(ids) <= most else None
