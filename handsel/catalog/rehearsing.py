"""What an alteration would do to the whole branch below, before it is saved (CAT-3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from handsel.accounts.models import Edge
from handsel.catalog.alterations import Alteration
from handsel.catalog.models import PriceList
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step

MOST_STEPS = 200_000
"""So many plans times groups of buyers are looked at; a rehearsal that would need more says that it is partial."""


@dataclass(frozen=True)
class Rehearsal:
    """What would come of it. Own buyers are counted, the first twenty named; of those below them there are only counts.

    `buyers` and `resellers` are all who buy through sub-resellers that it touches. `losing` sub-resellers would sell
    a plan below cost and so no more; the fixed price of `broken` ones would lie below their cost: None is fewer than
    three, of none too (docs/rules/pricing.md). `rephased` plans are charged in another rhythm. `is_partial`: there was
    more than could be looked at, and `losing` and `broken` are of a part.
    """

    plans: int
    risen: int
    fallen: int
    ended: int
    rephased: int
    own_customers: int
    own_resellers: int
    names: Sequence[str]
    buyers: int
    resellers: int
    losing: int | None
    broken: int | None
    is_partial: bool


@operation
def rehearse(*, alteration: Alteration, by: Actor, at: datetime) -> Rehearsal:
    """Return what would come of an alteration, and change nothing.

    It is made, measured and taken back, so that what is told is what would be done. Raises Forbidden, and what making
    it raises.
    """
    may_change_prices(by).or_refuse()
    found: Rehearsal = rehearsed(alteration, by=by, at=at)
    return found


@step
def rehearsed(alteration: Alteration, *, by: Actor, at: datetime) -> Rehearsal:
    """Return what `rehearse` does, for whoever may."""
    with transaction.atomic():
        lists = PriceList.objects.filter(seller_id=by.seller_id, is_default=True)
        default = lists.values_list("pk", flat=True).first()
        before = f'{{"default": {default}, "asked": {asked_of_all(by.seller_id, at=at)}}}'
        edges = Edge.objects.filter(seller_id=by.seller_id, buyer_id__in=alteration.buyer_ids, ended_at__isnull=True)
        moved = list(edges.values_list("pk", "price_list_id"))
        alteration.make(by=by, at=at)
        (row,) = call_function("catalog_rehearsed", by.seller_id, before, json.dumps(moved), at, MOST_STEPS)
        transaction.set_rollback(True)
    return Rehearsal(**row)


def asked_of_all(seller_id: int, *, at: datetime) -> str:
    """Return what `seller_id` asks of all its buyers now, as JSON: list, currency, plan, price or null, period."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(jsonb_agg(jsonb_build_array(list_id, currency, plan_id, unit_minor, period)), '[]')::text"
            " FROM catalog_asked(%s, %s)",
            [seller_id, at],
        )
        (text,) = cursor.fetchone()
    return str(text)
