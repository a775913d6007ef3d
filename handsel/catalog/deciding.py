"""What becomes of a seller's prices when its own costs change: kept, followed, or asked about (CAT-3)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handsel.catalog.holding import Cost, hold_all, note_costs, policy_of
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.price_models import CostPolicy, Policy, PriceBasis
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict
from handsel.timeline.record import record

COUNTED = 200
"""Up to so many plans that wait are counted; beyond that it is told that there are more."""


class NothingToDecide(Conflict):
    """None of these plans waits for a decision."""

    code = "nothing_to_decide"


@dataclass(frozen=True)
class CostChanged:
    """A plan on a list whose price is made from the cost `before`, and which costs `cost` now."""

    list_id: int
    plan_id: int
    before: Money
    cost: Money


@dataclass(frozen=True)
class Waiting:
    """A plan whose cost changed: its price is still made from `before`."""

    price_list: PriceList
    line: Line
    before: Money


@dataclass(frozen=True)
class WaitingPage:
    """Some of the plans that wait. `total` wait in all, or where it `is_more` more than that."""

    rows: Sequence[Waiting]
    total: int
    is_more: bool


@operation
def set_policy(*, policy: Policy, by: Actor, at: datetime) -> Policy:
    """Say what becomes of one's prices when costs change. All prices are made from the costs of today once more.

    PERCENT lets them follow, AMOUNT keeps what stays with the seller in money, RETAIL keeps the price, ASK keeps it
    until somebody decides. A price that would lie below its cost is not sold. Raises Forbidden.
    """
    may_change_prices(by).or_refuse()
    change_policy(policy, by=by, at=at)
    return policy


@step
def change_policy(policy: Policy, *, by: Actor, at: datetime) -> None:
    """Do what `set_policy` does, for whoever may."""
    before = policy_of(by.seller_id)
    PriceBasis.objects.filter(seller_id=by.seller_id).delete()
    CostPolicy.objects.bulk_create(
        [CostPolicy(seller_id=by.seller_id, policy=policy)],
        update_conflicts=True,
        unique_fields=["seller"],
        update_fields=["policy"],
    )
    hold_all(by.seller_id, list(PriceList.objects.filter(seller_id=by.seller_id).values_list("pk", flat=True)), at=at)
    row = CostPolicy.objects.get(seller_id=by.seller_id)
    told: dict[str, Any] = {"before": str(before), "after": str(policy)}
    record("price_list.policy_set", subject=row, account_id=by.seller_id, by=by, at=at, **told)


def waiting_for_decision(seller_id: int, *, limit: int, offset: int = 0, at: datetime) -> WaitingPage:
    """Return from `offset` on the plans whose cost is another than the one that somebody last decided about, by plan.

    No more plans are priced than it takes to find so many, and to count a few beyond.
    """
    most = max(COUNTED, offset + limit)
    changed = costs_changed(seller_id, most=most + 1, at=at)
    shown = changed[offset : offset + limit]
    by_list: dict[int, list[int]] = defaultdict(list)
    for cost in shown:
        by_list[cost.list_id].append(cost.plan_id)
    lists = PriceList.objects.in_bulk(by_list)
    lines = {
        (list_id, line.plan_id): line
        for list_id, plans in by_list.items()
        for line in range_of(seller_id, list_id, None, plan_ids=plans, at=at).lines
    }
    rows = [
        Waiting(lists[cost.list_id], lines[cost.list_id, cost.plan_id], cost.before)
        for cost in shown
        if (cost.list_id, cost.plan_id) in lines
    ]
    return WaitingPage(rows, min(len(changed), most), is_more=len(changed) > most)


def costs_changed(
    seller_id: int,
    *,
    price_list_id: int | None = None,
    plan_ids: Sequence[int] | None = None,
    most: int | None = None,
    at: datetime,
) -> list[CostChanged]:
    """Return which costs somebody has to decide about anew, at most so many: of one list or all, of these plans or all.

    Only a seller who wants to be asked has any.
    """
    if policy_of(seller_id) != Policy.ASK:
        return []
    rows = call_function("catalog_costs_changed", seller_id, price_list_id, plan_ids, most, at)
    return [
        CostChanged(
            row["list_id"],
            row["plan_id"],
            Money(row["before_minor"], row["before_currency"]),
            Money(row["cost_minor"], row["cost_currency"]),
        )
        for row in rows
    ]


@operation
def decide_prices(
    *, price_list_id: int, plan_ids: Sequence[int] | None, follows: bool, by: Actor, at: datetime
) -> PriceList:
    """Let the prices of plans follow their new costs by their rules, or keep them as they are.

    Where a cost came in another currency, its price was made from it at once; keeping it holds the price there.
    None is every plan that waits on the list. Raises Forbidden, NothingToDecide, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    decided: PriceList = decide(price_list_id, plan_ids, follows=follows, by=by, at=at)
    return decided


@step
def decide(price_list_id: int, plan_ids: Sequence[int] | None, *, follows: bool, by: Actor, at: datetime) -> PriceList:
    """Do what `decide_prices` does, for whoever may. Raises NothingToDecide, PriceList.DoesNotExist."""
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    changed = costs_changed(by.seller_id, price_list_id=price_list.pk, plan_ids=plan_ids, at=at)
    if not changed:
        raise NothingToDecide("None of these waits for a decision any more. Look again.")
    costs: dict[bool, list[Cost]] = {True: [], False: []}
    for one in changed:
        cost = Cost(one.plan_id, one.cost.currency, one.cost.minor)
        costs[follows or one.before.currency != one.cost.currency].append(cost)
    note_costs(price_list, costs[True])
    note_costs(price_list, costs[False], makes_prices=False)
    told: dict[str, Any] = {"name": price_list.name, "count": len(changed), "follows": follows}
    record("price_list.costs_decided", subject=price_list, account_id=by.seller_id, by=by, at=at, **told)
    return price_list
