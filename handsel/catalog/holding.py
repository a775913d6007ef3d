"""From which cost prices are made, where a seller holds them while its own costs change (CAT-3)."""

from collections.abc import Iterable

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.catalog.price_models import CostPolicy, Policy, PriceBasis
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
    PriceBasis.objects.bulk_create(
        [
            PriceBasis(
                seller_id=price_list.seller_id,
                price_list=price_list,
                plan_id=line.plan_id,
                currency=line.cost_currency,
                cost_minor=line.unit_cost_minor,
                decided_minor=line.unit_cost_minor,
            )
            for line in lines
            if not line.is_own
        ],
        update_conflicts=True,
        unique_fields=["price_list", "plan_id"],
        update_fields=["currency", "cost_minor", "decided_minor"],
        batch_size=2_000,
    )
