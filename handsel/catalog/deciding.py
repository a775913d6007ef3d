"""What becomes of a seller's prices when its own costs change: kept, followed, or asked about (CAT-3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handsel.catalog.holding import hold_at_cost, policy_of
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, offers_to, range_of
from handsel.catalog.price_models import CostPolicy, Policy, PriceBasis
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.money import Money
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict
from handsel.timeline.record import record


class NothingToDecide(Conflict):
    """None of these plans waits for a decision."""

    code = "nothing_to_decide"


@dataclass(frozen=True)
class Waiting:
    """A plan whose cost changed: its price is still made from `before`."""

    price_list: PriceList
    line: Line
    before: Money


@operation
def set_policy(*, policy: Policy, by: Actor, at: datetime) -> Policy:
    """Say what becomes of one's prices when costs change. All prices are made from the costs of today once more.

    PERCENT lets them follow, AMOUNT keeps what stays with the seller in money, RETAIL keeps the price, ASK keeps it
    until somebody decides. A price that would lie below its cost is not sold. Raises Forbidden.
    """
    may_change_prices(by).or_refuse()
    before = policy_of(by.seller_id)
    PriceBasis.objects.filter(seller_id=by.seller_id).delete()
    CostPolicy.objects.bulk_create(
        [CostPolicy(seller_id=by.seller_id, policy=policy)],
        update_conflicts=True,
        unique_fields=["seller"],
        update_fields=["policy"],
    )
    for price_list in PriceList.objects.filter(seller_id=by.seller_id):
        hold_at_cost(price_list, range_of(by.seller_id, price_list.pk, None, at=at).lines)
    row = CostPolicy.objects.get(seller_id=by.seller_id)
    told: dict[str, Any] = {"before": str(before), "after": str(policy)}
    record("price_list.policy_set", subject=row, account_id=by.seller_id, by=by, at=at, **told)
    return policy


def waiting_for_decision(seller_id: int, *, at: datetime) -> list[Waiting]:
    """Return the plans whose cost is another than the one that somebody last decided about, list by list."""
    by_list = changed_costs(seller_id, at=at)
    found = []
    for price_list in PriceList.objects.filter(pk__in=by_list).order_by("-is_default", "name"):
        held = {basis.plan_id: basis for basis in by_list[price_list.pk]}
        lines = range_of(seller_id, price_list.pk, None, plan_ids=list(held), at=at).lines
        found += [Waiting(price_list, line, _before(held[line.plan_id])) for line in lines]
    return found


def changed_costs(seller_id: int, *, at: datetime) -> Mapping[int, Sequence[PriceBasis]]:
    """Return by price list from which costs prices are made that somebody has to decide about anew."""
    if policy_of(seller_id) != Policy.ASK:
        return {}
    held = list(PriceBasis.objects.filter(seller_id=seller_id))
    if not held:
        return {}
    costs = {offer.plan_id: offer.unit for offer in offers_to(seller_id, [basis.plan_id for basis in held], at=at)}
    by_list: dict[int, list[PriceBasis]] = defaultdict(list)
    for basis in held:
        cost = costs.get(basis.plan_id)
        if cost and cost != Money(basis.decided_minor, basis.currency):
            by_list[basis.price_list_id].append(basis)
    return by_list


def _before(basis: PriceBasis) -> Money:
    return Money(basis.cost_minor, basis.currency)


@operation
def decide_prices(*, price_list_id: int, plan_ids: Sequence[int], follows: bool, by: Actor, at: datetime) -> PriceList:
    """Let the prices of plans follow their new costs by their rules, or keep them as they are.

    Raises Forbidden, NothingToDecide, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    wanted = set(plan_ids)
    waiting = [found.line for found in waiting_for_decision(by.seller_id, at=at) if found.price_list == price_list]
    lines = [line for line in waiting if line.plan_id in wanted]
    if not lines:
        raise NothingToDecide("None of these waits for a decision any more. Look again.")
    if follows:
        hold_at_cost(price_list, lines)
    else:
        _keep(price_list, lines)
    told: dict[str, Any] = {"name": price_list.name, "count": len(lines), "follows": follows}
    record("price_list.costs_decided", subject=price_list, account_id=by.seller_id, by=by, at=at, **told)
    return price_list


def _keep(price_list: PriceList, lines: Sequence[Line]) -> None:
    for line in lines:
        held = PriceBasis.objects.filter(price_list=price_list, plan_id=line.plan_id)
        held.update(decided_minor=line.unit_cost_minor)
