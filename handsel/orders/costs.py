"""What orders cost the reseller that sells them, without tax (ORD-1, ORD-5, CAT-5).

The price stands on the leg on which it sells, the cost on the leg on which it buys. For what it supplies itself, and
across currencies, the cost was fixed beside the price when the order was placed (ORD-11); only for orders that are
older than that it is the one of the plan as it is today.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from handsel.catalog.models import Plan
from handsel.kernel.lookups import among, listed
from handsel.kernel.money import Money
from handsel.kernel.prepared import IDS, Compiled
from handsel.orders.conversion_models import Conversion
from handsel.orders.models import Leg, LegLine


def _lines(seller_id: int, legs: str) -> QuerySet[Any]:
    own = Plan.objects.filter(pk=OuterRef("plan_id"), seller_id=seller_id).values("cost_minor")
    made = Conversion.objects.filter(seller_id=seller_id, leg=OuterRef("leg"), line_id=OuterRef("line_id"))
    fixed = made.filter(Q(is_own=True) | Q(exchange_rate__isnull=False))
    known = Coalesce(Subquery(fixed.values("unit_converted_minor")), Subquery(own))
    return LegLine.objects.only("leg_id", "quantity").filter(among("leg_id", legs)).annotate(unit_minor_known=known)


BOUGHT = Compiled(
    lambda buyer_id, orders: (
        Leg.objects.bought_by(buyer_id).only("order_id", "currency", "net_minor").filter(among("order_id", orders))
    ),
    orders=IDS,
)
LINES = Compiled(_lines, legs=IDS)


def costs_of(legs: Sequence[Leg], *, seller_id: int) -> dict[int, Money]:
    """Return by order what `legs`, which `seller_id` sells, cost it; an order of which nothing tells it is left out.

    Costs stand in the currency of the sale: what is bought in another counts at the rate that the order was placed at.
    Needs the seller's scope. Two queries, however many there are.
    """
    currencies = {leg.order_id: leg.currency for leg in legs}
    bought = BOUGHT.all(seller_id, listed(currencies))
    costs = {leg.order_id: leg.net_minor for leg in bought if leg.currency == currencies[leg.order_id]}
    orders = {leg.pk: leg.order_id for leg in legs}
    for line in LINES.all(seller_id, listed(orders)):
        if line.unit_minor_known is not None:
            order_id = orders[line.leg_id]
            costs[order_id] = costs.get(order_id, 0) + line.unit_minor_known * line.quantity
    return {order_id: Money(minor, currencies[order_id]) for order_id, minor in costs.items()}


def own_costs(plan_ids: Sequence[int], *, seller_id: int) -> dict[int, int]:
    """Return what one unit costs today, in minor units, of those plans that the seller supplies itself."""
    own = Plan.objects.filter(seller_id=seller_id, pk__in=set(plan_ids))
    return dict(own.values_list("pk", "cost_minor"))
