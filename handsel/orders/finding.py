"""Find orders among millions by what was typed (ORD-1, ORD-8).

What stands in few orders is looked up, in an index that has all words; what stands in many is met soon on the way
through the latest. The database cannot tell which it is beforehand, so it is asked first.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from handsel.accounts.models import Match
from handsel.accounts.references import read_reference
from handsel.accounts.search_terms import wanted_in
from handsel.kernel.keyset import Total, estimated
from handsel.kernel.lookups import among
from handsel.orders.match_models import LegMatch
from handsel.orders.models import LegQuerySet

NUMBER_LENGTH = 8
"""How many letters and digits the number of an order has."""

SAMPLE, COMMON = 1_000, 10
"""What so many of a sample of the latest orders have is common."""

MOST_ORDERS, MOST_BUYERS = 20_000, 5_000


@dataclass(frozen=True)
class Found:
    """Orders that were found; and, of a word too common to be counted, about how many."""

    legs: LegQuerySet
    total: Total | None = None


def find(legs: LegQuerySet, text: str, *, seller_id: int) -> Found:
    """Return those of `legs`, sold by `seller_id`, in which every word of `text` stands, or that their buyer has.

    Looked at are number, products, what was filled in, purchase-order number, site and name on the invoice; and of the
    buyer what a search over accounts looks at. A whole number finds that order, a payment reference its order or
    those of its account. Without a text all are found.
    """
    if not text:
        return Found(legs)
    if known := read_reference(text):
        return Found(legs.filter(Q(number=known.order) if known.order else Q(buyer__number=known.account)))
    if len(text) == NUMBER_LENGTH and (exact := legs.filter(number=text.upper())).exists():
        return Found(exact)
    walked = _walked(legs, text, seller_id)
    sample = walked.annotate(has_it=F("has")).order_by("-asked_at", "-pk")[:SAMPLE]
    seen = sample.aggregate(all=Count("pk"), having=Count("pk", filter=Q(has_it=True)))
    if seen["all"] < SAMPLE:
        return Found(walked.filter(Q(has=True)))
    if seen["having"] < COMMON:
        wanted = wanted_in("text", text)
        orders = _ids(LegMatch.objects.filter(wanted, seller=seller_id), MOST_ORDERS)
        buyers = _ids(Match.objects.filter(wanted, seller=seller_id), MOST_BUYERS)
        if orders is not None and buyers is not None:
            return Found(legs.filter(among("pk", orders) | among("buyer", buyers)))
    about = estimated(legs, share=max(seen["having"], 1) / SAMPLE)
    return Found(walked.filter(Q(has=True)), Total(about, is_exact=False))


def _walked(legs: LegQuerySet, text: str, seller_id: int) -> LegQuerySet:
    """Return `legs` with whether each `has` the text, found out leg by leg.

    The planner knows nothing of a CASE, and so does not think that hardly any has it, and walks along an index.
    """
    said = LegMatch.objects.filter(leg=OuterRef("pk"), seller=seller_id).values("text")
    of_buyer = Match.objects.filter(account=OuterRef("buyer"), seller=seller_id).values("text")
    has = wanted_in("said", text) | wanted_in("buyer_said", text)
    told = Case(When(has, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003 - values
    return legs.alias(said=Subquery(said), buyer_said=Subquery(of_buyer)).alias(has=told)


def _ids(found: QuerySet[Any], most: int) -> list[int] | None:
    """Return the ids of what was found; None where there are more than `most`."""
    ids = list(found.values_list("pk", flat=True)[: most + 1])
    return ids if len(ids) <= most else None
