"""What orders cost the reseller that sells them, without tax (ORD-1, ORD-5, CAT-5).

The price stands on the leg on which it sells, the cost on the leg on which it buys. For what it supplies itself the
cost is that of the plan as it is today; across currencies it was fixed, with the rate, when the order was placed.
"""

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from handsel.catalog.models import Plan
from handsel.kernel.lookups import among
from handsel.kernel.money import Money
from handsel.orders.conversion_models import Conversion
from handsel.orders.models import Leg, LegLine


def costs_of(legs: Sequence[Leg], *, seller_id: int) -> dict[int, Money]:
    """Return by order what `legs`, which `seller_id` sells, cost it; an order of which nothing tells it is left out.

    Costs stand in the currency of the sale: what is bought in another counts at the rate that the order was placed at.
    Needs the seller's scope. Two queries, however many there are.
    """
    currencies = {leg.order_id: leg.currency for leg in legs}
    bought = Leg.objects.bought_by(seller_id).filter(among("order_id", list(currencies)))
    costs = {
        order_id: minor
        for order_id, currency, minor in bought.values_list("order_id", "currency", "net_minor")
        if currency == currencies[order_id]
    }
    orders = {leg.pk: leg.order_id for leg in legs}
    own = Plan.objects.filter(pk=OuterRef("plan_id"), seller_id=seller_id).values("cost_minor")
    converted = Conversion.objects.across(seller_id).filter(leg=OuterRef("leg"), line_id=OuterRef("line_id"))
    lines = LegLine.objects.filter(among("leg_id", list(orders))).annotate(
        unit_minor_known=Coalesce(Subquery(converted.values("unit_converted_minor")), Subquery(own))
    )
    for leg_id, quantity, unit_minor in lines.values_list("leg_id", "quantity", "unit_minor_known"):
        if unit_minor is not None:
            costs[orders[leg_id]] = costs.get(orders[leg_id], 0) + unit_minor * quantity
    return {order_id: Money(minor, currencies[order_id]) for order_id, minor in costs.items()}


def own_costs(plan_ids: Sequence[int], *, seller_id: int) -> dict[int, int]:
    """Return what one unit costs today, in minor units, of those plans that the seller supplies itself."""
    own = Plan.objects.filter(seller_id=seller_id, pk__in=set(plan_ids))
    return dict(own.values_list("pk", "cost_minor"))
