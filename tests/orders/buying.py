"""How the tests buy: what a storefront user does, in one line."""

from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg, Order
from handsel.orders.placement import place_order
from tests.cast import NOON


def fill_cart(cast: Cast, sku: str = "WEB-S", plan: str = "Monthly", quantity: int = 1) -> Order:
    """Put a plan into Bakery's cart as Berta."""
    with transaction.atomic(), scoped(cast.berta.scope):
        offer = next(offer for offer in offers_to(cast.bakery) if (offer.sku, offer.plan) == (sku, plan))
    return put_in_cart(buyer_id=cast.bakery, plan_id=offer.plan_id, quantity=quantity, by=cast.berta, at=NOON)


def buy(cast: Cast, sku: str = "WEB-S", plan: str = "Monthly", quantity: int = 1) -> Leg:
    """Order a plan for Bakery as Berta, and return Bakery's leg."""
    return place_order(order_id=fill_cart(cast, sku, plan, quantity).pk, by=cast.berta, at=NOON)


def leg_of(by: Actor, order_id: int, buyer_id: int) -> Leg:
    """Return the leg on which `buyer_id` buys, as `by` sees it now."""
    with transaction.atomic(), scoped(by.scope):
        return Leg.objects.get(order_id=order_id, buyer_id=buyer_id)
