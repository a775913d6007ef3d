"""What orders cost the reseller that sells them, without tax (ORD-1, ORD-5, CAT-5).

The price stands on the leg on which it sells, the cost on the leg on which it buys. For what it supplies itself the
cost is that of the plan as it is today; across currencies it was fixed, with the rate, when the order was placed.
"""

from collections.abc import Sequence

from django.db.models import F

from handsel.catalog.models import Plan
from handsel.kernel.lookups import among
from handsel.kernel.money import Money
from handsel.orders.conversion_models import Conversion
from handsel.orders.models import Leg, LegLine


def costs_of(legs: Sequence[Leg], *, seller_id: int) -> dict[int, Money]:
    """Return by order what `legs`, which `seller_id` sells, cost it; an order of which nothing tells it is left out.

    Costs stand in the currency of the sale: what is bought in another counts at the rate that the order was placed at.
    Needs the seller's scope. Four queries, however many there are.
    """
    currencies = {leg.order_id: leg.currency for leg in legs}
    bought = Leg.objects.bought_by(seller_id).filter(among("order_id", list(currencies)))
    costs = {
        order_id: minor
        for order_id, currency, minor in bought.values_list("order_id", "currency", "net_minor")
        if currency == currencies[order_id]
    }
    orders = {leg.pk: leg.order_id for leg in legs}
    of_these = among("leg_id", list(orders))
    conversions = Conversion.objects.across(seller_id).filter(of_these)
    converted = set()
    for leg_id, line_id, minor in conversions.values_list(
        "leg_id", "line_id", F("unit_converted_minor") * F("quantity")
    ):
        converted.add(line_id)
        costs[orders[leg_id]] = costs.get(orders[leg_id], 0) + minor
    lines = list(LegLine.objects.filter(of_these).values_list("leg_id", "line_id", "plan_id", "quantity"))
    own = own_costs([plan_id for _leg_id, _line_id, plan_id, _quantity in lines], seller_id=seller_id)
    for leg_id, line_id, plan_id, quantity in lines:
        if plan_id in own and line_id not in converted:
            costs[orders[leg_id]] = costs.get(orders[leg_id], 0) + own[plan_id] * quantity
    return {order_id: Money(minor, currencies[order_id]) for order_id, minor in costs.items()}


def own_costs(plan_ids: Sequence[int], *, seller_id: int) -> dict[int, int]:
    """Return what one unit costs today, in minor units, of those plans that the seller supplies itself."""
    own = Plan.objects.filter(seller_id=seller_id, pk__in=set(plan_ids))
    return dict(own.values_list("pk", "cost_minor"))
