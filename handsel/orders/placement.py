"""Place an order: fix what every tier pays, then take it as far as it can go (ORD-11)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict
from handsel.orders.models import Leg, Order
from handsel.orders.rules import StatusConflict, may_place

__all__ = ["CartIsEmpty", "PlanWithdrawn", "StatusConflict", "place_order"]


class CartIsEmpty(Conflict):
    """There is nothing in the cart."""

    code = "cart_is_empty"


class PlanWithdrawn(Conflict):
    """Something in the cart is no longer sold."""

    code = "plan_withdrawn"


@operation
def place_order(*, order_id: int, by: Actor, at: datetime) -> Leg:
    """Turn the buyer's cart into a placed order and return its leg on the buyer's edge.

    What each tier pays is fixed here and never computed again. The buyer's money is held; then the order waits for
    the seller's approval where the seller asks for it, and is settled otherwise. A wallet that is short leaves it
    awaiting payment.

    Raises Forbidden, Order.DoesNotExist, StatusConflict when it was placed in the meantime, CartIsEmpty,
    PlanWithdrawn.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    may_place(by, order).or_refuse()
    if not order.lines.exists():
        raise CartIsEmpty("Your cart is empty; choose a product first.")

    unpriced = call_scalar("orders_place", order.pk, by.buyer_id is None, by.name, at)
    if unpriced:
        raise PlanWithdrawn("A product in your cart is no longer sold; take it out and go on.")
    order.placed_at = at
    order.save(update_fields=["placed_at"])
    call_scalar("orders_advance", order.pk, at)
    return Leg.objects.get(order=order, position=0)
