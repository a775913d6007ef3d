"""What a change of prices would do to the whole branch below, before it is saved (CAT-3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from handsel.accounts.models import Edge, Kind
from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import Change
from handsel.catalog.price_lists import locked_list
from handsel.catalog.price_rules import apply_changes
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step

MOST_STEPS = 200_000
"""So many plans times groups of buyers are looked at; a rehearsal that would need more says that it is partial."""

MOST_NAMES = 20


@dataclass(frozen=True)
class Rehearsal:
    """What would come of it. Own buyers are counted and named; of those below them there are counts alone.

    `losing` sub-resellers would sell a plan below cost and so no more; the fixed price of `broken` ones would lie below
    their cost. `is_partial`: there was more than could be looked at, and the figures below are of a part.
    """

    plans: int
    risen: int
    fallen: int
    ended: int
    own_customers: int
    own_resellers: int
    names: Sequence[str]
    buyers: int
    resellers: int
    losing: int
    broken: int
    is_partial: bool


@operation
def rehearse_changes(
    *, price_list_id: int, currency: str | None, changes: Sequence[Change], version: int, by: Actor, at: datetime
) -> Rehearsal:
    """Return what `change_prices` with the same would do, and change nothing.

    The change is made, measured and taken back, so that what is told is what would be done. Raises what `change_prices`
    raises.
    """
    may_change_prices(by).or_refuse()
    return rehearsed(locked_list(price_list_id, version, by), currency, changes, by=by, at=at)


@step
def rehearsed(
    price_list: PriceList, currency: str | None, changes: Sequence[Change], *, by: Actor, at: datetime
) -> Rehearsal:
    """Return what changes of a locked price list would do: made, measured and taken back."""
    with transaction.atomic():
        before = asked_of_all(by.seller_id, at=at)
        apply_changes(price_list, currency, changes, by=by, at=at)
        found = measured(by.seller_id, before, at=at)
        transaction.set_rollback(True)
    return found


def asked_of_all(seller_id: int, *, at: datetime) -> str:
    """Return what `seller_id` asks of all its buyers now, as `measured` takes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(jsonb_agg(jsonb_build_array(list_id, currency, plan_id, unit_minor)), '[]')::text"
            " FROM catalog_asked(%s, %s)",
            [seller_id, at],
        )
        (text,) = cursor.fetchone()
    return str(text)


@step
def measured(seller_id: int, before: str, *, at: datetime) -> Rehearsal:
    """Return what is otherwise than `before` for the branch below `seller_id`."""
    (row,) = call_function("catalog_rehearsed", seller_id, before, at, MOST_STEPS)
    groups = row.pop("touched")
    groups = json.loads(groups) if isinstance(groups, str) else groups
    edges = touched_edges(seller_id, groups)
    own = list(edges.values_list("buyer__kind", "buyer__name").order_by("buyer__name")[:MOST_NAMES])
    resellers = edges.filter(buyer__kind=Kind.RESELLER).count()
    return Rehearsal(
        own_customers=edges.count() - resellers, own_resellers=resellers, names=[name for _kind, name in own], **row
    )


def touched_edges(seller_id: int, groups: Sequence[tuple[int, str]]) -> QuerySet[Edge]:
    """Return the live edges of `seller_id` whose buyers buy from one of these lists in one of these currencies."""
    default = PriceList.objects.filter(seller_id=seller_id, is_default=True).values_list("pk", flat=True).first()
    chosen = Q(pk__in=[])
    for list_id, currency in groups:
        of_list = Q(price_list_id=list_id) | (Q(price_list_id=None) if list_id == default else Q(pk__in=[]))
        chosen |= of_list & Q(currency=currency)
    return Edge.objects.filter(chosen, seller_id=seller_id, ended_at__isnull=True)
