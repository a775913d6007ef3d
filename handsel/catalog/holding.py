"""From which cost prices are made, where a seller holds them while its own costs change (CAT-3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.catalog.price_models import CostPolicy, Policy, PriceBasis
from handsel.kernel.database import call_function
from handsel.kernel.operation import step


def policy_of(seller_id: int) -> Policy:
    """Return what becomes of the prices of `seller_id` when its costs change."""
    chosen = CostPolicy.objects.filter(seller_id=seller_id).values_list("policy", flat=True).first()
    return Policy(chosen) if chosen else Policy.PERCENT


@step
def hold_at_cost(price_list: PriceList, lines: Iterable[Line]) -> None:
    """Make the prices of `lines` from what they cost today, where the seller's prices do not follow its cost anyway."""
    if policy_of(price_list.seller_id) == Policy.PERCENT:
        return
    same = {"seller_id": price_list.seller_id, "price_list": price_list}
    note_costs(
        PriceBasis(
            **same,
            plan_id=line.plan_id,
            currency=line.cost_currency,
            cost_minor=line.unit_cost_minor,
            decided_minor=line.unit_cost_minor,
        )
        for line in lines
        if not line.is_own
    )


@step
def note_costs(
    costs: Iterable[PriceBasis], fields: Sequence[str] = ("currency", "cost_minor", "decided_minor")
) -> None:
    """Note from which costs prices are made; of plans that are noted already, only `fields`."""
    PriceBasis.objects.bulk_create(
        costs,
        update_conflicts=True,
        unique_fields=["price_list", "plan_id"],
        update_fields=fields,
        batch_size=2_000,
    )


@step
def hold_all(seller_id: int, list_ids: Sequence[int], *, at: datetime) -> None:
    """Make every price of these lists from the cost of today, where the seller holds its prices at all."""
    if policy_of(seller_id) != Policy.PERCENT:
        call_function("catalog_hold_all", seller_id, list(list_ids), at)
