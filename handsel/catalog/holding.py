"""From which cost prices are made, where a seller holds them while its own costs change (CAT-3)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures
from handsel.catalog.price_models import CostPolicy, Policy
from handsel.kernel.database import call_function, column_text
from handsel.kernel.operation import step

_NOTED = """
    INSERT INTO catalog_pricebasis (seller_id, price_list_id, plan_id, currency, cost_minor, decided_minor)
    SELECT %s, %s, cost.plan_id, cost.currency, cost.minor, cost.minor
      FROM ROWS FROM (unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::bigint[])) AS cost (plan_id, currency, minor)
        ON CONFLICT (price_list_id, plan_id) DO UPDATE SET decided_minor = excluded.decided_minor
"""
_FROM_NOW_ON = ", currency = excluded.currency, cost_minor = excluded.cost_minor"


class Cost(NamedTuple):
    """What a plan costs."""

    plan_id: int
    currency: str
    minor: int


def policy_of(seller_id: int) -> Policy:
    """Return what becomes of the prices of `seller_id` when its costs change."""
    chosen = CostPolicy.objects.filter(seller_id=seller_id).values_list("policy", flat=True).first()
    return Policy(chosen) if chosen else Policy.PERCENT


@step
def hold_at_cost(price_list: PriceList, lines: Iterable[Figures]) -> None:
    """Make the prices of `lines` from what they cost today, where the seller's prices do not follow its cost anyway."""
    if policy_of(price_list.seller_id) == Policy.PERCENT:
        return
    note_costs(
        price_list,
        [Cost(line.plan_id, line.cost_currency, line.unit_cost_minor) for line in lines if not line.is_own],
    )


@step
def note_costs(price_list: PriceList, costs: Collection[Cost], *, makes_prices: bool = True) -> None:
    """Note which costs somebody decided about, and unless told otherwise make prices from them from now on.

    Thousands in one statement.
    """
    if not costs:
        return
    columns = [column_text(column) for column in zip(*costs, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_NOTED + (_FROM_NOW_ON if makes_prices else ""), [price_list.seller_id, price_list.pk, *columns])


@step
def hold_all(seller_id: int, list_ids: Sequence[int], *, at: datetime) -> None:
    """Make every price of these lists from the cost of today, where the seller holds its prices at all."""
    if policy_of(seller_id) != Policy.PERCENT:
        call_function("catalog_hold_all", seller_id, list(list_ids), at)
