"""Find orders among millions by what was typed (ORD-1, ORD-8).

What stands in few orders is looked up, in an index that has all words; what stands in many is met soon on the way
through the latest. The database cannot tell which it is beforehand, so it is asked first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from handsel.accounts.end_customer_models import EndCustomer
from handsel.accounts.models import Match
from handsel.accounts.references import read_reference
from handsel.accounts.search_terms import wanted_in
from handsel.kernel.keyset import Total, estimated
from handsel.kernel.lookups import among
from handsel.orders.match_models import LegMatch
from handsel.orders.models import Leg, LegQuerySet

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

    Looked at are number, products and plans, what was filled in and what was delivered, purchase-order number, note,
    site and addresses; and of the buyer what a search over accounts looks at. A whole number finds that order, a
    payment reference its order or those of its account. Without a text all are found.
    """
    if not text:
        return Found(legs)
    if known := read_reference(text):
        return Found(legs.filter(Q(number=known.order) if known.order else Q(buyer__number=known.account)))
    if len(text) == NUMBER_LENGTH and (exact := legs.filter(number=text.upper())).exists():
        return Found(exact)
    said = LegMatch.objects.filter(leg=OuterRef("pk"), seller=seller_id)
    of_buyer = Match.objects.filter(account=OuterRef("buyer"), seller=seller_id)

    def looked_up() -> Q | None:
        orders = _ids(LegMatch.objects.filter(wanted_in("text", text), seller=seller_id), MOST_ORDERS)
        buyers = _ids(Match.objects.filter(wanted_in("text", text), seller=seller_id), MOST_BUYERS)
        return None if orders is None or buyers is None else among("pk", orders) | among("buyer", buyers)

    return _rare_or_common(legs, _walked(legs, text, said, of_buyer), ("-asked_at", "-pk"), looked_up)


def find_bought(legs: LegQuerySet, text: str, *, buyer_id: int) -> Found:
    """Return those of `legs`, bought by `buyer_id`, in which every word of `text` stands, or that their customer has.

    Looked at are number, products, what was filled in, and where it ordered itself what it said; of what its own buyer
    ordered, what that one said; and of the customer for whom it is what a search over accounts looks at.
    """
    known = read_reference(text)
    number = known.order if known and known.order else text.upper()
    if not text:
        return Found(legs)
    if len(number) == NUMBER_LENGTH and (exact := legs.filter(number=number)).exists():
        return Found(exact)
    sold = Leg.objects.sold_by(buyer_id)
    behind = EndCustomer.objects.filter(buyer=buyer_id)
    said = LegMatch.objects.filter(leg=OuterRef("pk"), buyer=buyer_id)
    of_sale = LegMatch.objects.filter(leg__order=OuterRef("order"), seller=buyer_id)
    customers = Match.objects.filter(seller=buyer_id)
    of_buyer = customers.filter(account__in=sold.filter(order=OuterRef(OuterRef("order"))).values("buyer"))
    of_end = customers.filter(account__in=behind.filter(pk=OuterRef(OuterRef("end_customer"))).values("account_ref"))

    def looked_up() -> Q | None:
        wanted = wanted_in("text", text)
        own = _ids(LegMatch.objects.filter(wanted, buyer=buyer_id), MOST_ORDERS)
        orders = _ids(LegMatch.objects.filter(wanted, seller=buyer_id), MOST_ORDERS, "leg__order_id")
        accounts = _ids(customers.filter(wanted), MOST_BUYERS)
        if own is None or orders is None or accounts is None:
            return None
        theirs = Q(order__in=sold.filter(among("buyer", accounts)).values("order"))
        theirs |= Q(end_customer__in=behind.filter(among("account_ref", accounts)).values("pk"))
        return among("pk", own) | among("order", orders) | theirs

    return _rare_or_common(legs, _walked(legs, text, said, of_sale, of_buyer, of_end), ("-pk",), looked_up)


def _rare_or_common(
    legs: LegQuerySet, walked: LegQuerySet, latest: tuple[str, ...], looked_up: Callable[[], Q | None]
) -> Found:
    """Find by what is `looked_up` where a sample of the latest of `walked` says that few have it; else on the way."""
    sample = walked.annotate(has_it=F("has")).order_by(*latest)[:SAMPLE]
    seen = sample.aggregate(all=Count("pk"), having=Count("pk", filter=Q(has_it=True)))
    if seen["all"] < SAMPLE:
        return Found(walked.filter(Q(has=True)))
    if seen["having"] < COMMON and (known := looked_up()) is not None:
        return Found(legs.filter(known))
    about = estimated(legs, share=max(seen["having"], 1) / SAMPLE)
    return Found(walked.filter(Q(has=True)), Total(about, is_exact=False))


def _walked(legs: LegQuerySet, text: str, *told: QuerySet[Any]) -> LegQuerySet:
    """Return `legs` with whether each `has` the text in one of `told`, rows with a `text`, found out leg by leg.

    The planner knows nothing of a CASE, and so does not think that hardly any has it, and walks along an index.
    """
    texts = {f"said_{place}": Subquery(rows.values("text")) for place, rows in enumerate(told)}
    has = reduce(or_, (wanted_in(name, text) for name in texts))
    found = Case(When(has, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003 - values
    return legs.alias(**texts).alias(has=found)


def _ids(found: QuerySet[Any], most: int, column: str = "pk") -> list[int] | None:
    """Return the ids of what was found; None where there are more than `most`."""
    ids = list(found.values_list(column, flat=True)[: most + 1])
    return ids if len(ids) <= most else None
