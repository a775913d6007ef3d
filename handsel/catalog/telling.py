"""Tell buyers of their new prices before a planned change, once, and that it was called off (CAT-3)."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from handsel.accounts.models import Edge
from handsel.accounts.portal_settings import portal_of
from handsel.catalog.alterations import alteration_of
from handsel.catalog.models import PriceList
from handsel.catalog.offers import range_of
from handsel.catalog.price_models import PlannedState, ScheduledChange
from handsel.catalog.rehearsing import asked_of_all
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Refusal
from handsel.timeline.models import Event
from handsel.timeline.record import record_all

ANNOUNCED, CALLED_OFF = "price_change.announced", "price_change.called_off"
MOST_NAMED = 20
"""So many prices stand in a mail; it says how many more there are."""

Group = tuple[int, str]
"""A price list and a currency: whoever buys from it in that currency has the same prices."""


def tell_of_changes(*, at: datetime, limit: int = 20) -> int:
    """Tell the buyers of those planned changes whose notice is due, each once; return of how many changes."""
    due = call_function("catalog_notices_due", at, limit)
    return sum(int(tell_of_change(change_id=row["change_id"], by=system(row["seller_id"]), at=at)) for row in due)


@operation
def tell_of_change(*, change_id: int, by: Actor, at: datetime) -> bool:
    """Tell those whose prices a planned change would change, unless somebody was quicker.

    Where the change would not be possible now nobody is told, and it says why. Raises nothing.
    """
    kept = (
        ScheduledChange.objects.select_for_update()
        .filter(pk=change_id, seller_id=by.seller_id, state=PlannedState.WAITING, told_at=None, starts_at__gt=at)
        .first()
    )
    if kept is None:
        return False
    kept.told_at = at
    try:
        kept.told = _told(kept, by, at)
    except Refusal as refusal:
        kept.error = f"Nobody was told: {refusal}"[:300]
    kept.save(update_fields=["told_at", "told", "error"])
    fact = _fact(kept)
    facts = [
        ("scheduledchange", kept.pk, buyer_id, fact | {"group": place})
        for place, group in enumerate(kept.told)
        for buyer_id in _buyers_of(by.seller_id, (group["list_id"], group["currency"]))
    ]
    if facts:
        record_all(ANNOUNCED, facts, by=by, at=at)
    return True


@step
def call_off(kept: ScheduledChange, *, by: Actor, at: datetime) -> None:
    """Tell those who were told of a change that there will be none."""
    of_change = Event.objects.filter(
        seller_id=kept.seller_id, name=ANNOUNCED, subject_kind="scheduledchange", subject_id=kept.pk
    )
    told = list(of_change.values_list("account_id", flat=True)) if kept.told_at else []
    if told:
        fact = _fact(kept)
        record_all(CALLED_OFF, [("scheduledchange", kept.pk, buyer_id, fact) for buyer_id in told], by=by, at=at)


def _fact(kept: ScheduledChange) -> dict[str, Any]:
    zone = portal_of(kept.seller_id).zone
    return {"day": kept.starts_at.astimezone(zone).date().isoformat()}


def _buyers_of(seller_id: int, group: Group) -> Sequence[int]:
    """Return who buys from this price list in this currency, archived ones left out."""
    list_id, currency = group
    is_default = PriceList.objects.filter(pk=list_id, is_default=True).exists()
    of_list = Q(price_list_id=list_id) | (Q(price_list_id=None) if is_default else Q(pk__in=[]))
    edges = Edge.objects.filter(of_list, seller_id=seller_id, currency=currency, ended_at=None, buyer__is_listed=True)
    return list(edges.order_by("buyer_id").values_list("buyer_id", flat=True))


@step
def _told(kept: ScheduledChange, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return, for each group of buyers whose prices change, which do and how many more than are named.

    The change is made, looked at and taken back, so that what is told is what would be done. Raises what making it
    raises.
    """
    with transaction.atomic():
        alteration = alteration_of(kept)
        plans = alteration.plan_ids(by.seller_id)
        before = _asked(by.seller_id, plans, at)
        alteration.make(by=by, at=at)
        after = _asked(by.seller_id, plans, at)
        transaction.set_rollback(True)
    return [
        _named(by.seller_id, group, before[group], after[group], at)
        for group in sorted(before.keys() | after.keys())
        if before[group] != after[group]
    ]


def _asked(seller_id: int, plan_ids: Sequence[int] | None, at: datetime) -> Mapping[Group, Mapping[int, int]]:
    """Return what is asked for each plan that is sold, by group."""
    asked: dict[Group, dict[int, int]] = defaultdict(dict)
    for list_id, currency, plan_id, minor, _period in json.loads(asked_of_all(seller_id, plan_ids, at=at)):
        if minor is not None:
            asked[list_id, currency][plan_id] = minor
        else:
            asked[list_id, currency]
    return asked


def _named(
    seller_id: int, group: Group, before: Mapping[int, int], after: Mapping[int, int], at: datetime
) -> dict[str, Any]:
    list_id, currency = group
    changed = sorted(plan for plan in before.keys() | after.keys() if before.get(plan) != after.get(plan))
    lines = range_of(seller_id, list_id, currency, plan_ids=changed[:MOST_NAMED], at=at).lines
    prices = [
        {
            "name": line.product,
            "plan": line.plan,
            "before_minor": before.get(line.plan_id),
            "after_minor": after.get(line.plan_id),
        }
        for line in lines
    ]
    return {"list_id": list_id, "currency": currency, "prices": prices, "more": len(changed) - len(prices)}
