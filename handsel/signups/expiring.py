"""Visitors' carts are deleted once they were kept as long as the seller's rule said, each by itself (ACC-3, ORD-9)."""

from datetime import datetime
from functools import partial

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation
from handsel.kernel.sweeping import by_itself
from handsel.signups.cart_models import VisitorCart
from handsel.timeline.record import record


def remove_expired_visitor_carts(*, at: datetime, limit: int = 100) -> int:
    """Delete each cart of a visitor that was kept long enough; return how many were."""
    due = call_function("signups_carts_expired", at, limit)
    return sum(
        by_itself(
            partial(expire_visitor_cart, cart_id=row["cart_id"], by=system(row["seller_id"]), at=at),
            "the visitor's cart %s could not be removed",
            row["cart_id"],
        )
        for row in due
    )


@operation
def expire_visitor_cart(*, cart_id: int, by: Actor, at: datetime) -> bool:
    """Delete one cart of a visitor, with all that is known of the person; return whether it was.

    Whoever changed it in the meantime was first. One that became somebody's, or in which nothing lies, goes without a
    word on the timeline. Raises nothing.
    """
    found = VisitorCart.objects.filter(pk=cart_id, seller_id=by.seller_id, expires_at__lte=at)
    cart = found.select_for_update(of=("self",)).first()
    if cart is None:
        return False
    if lines := cart.lines.count():
        record(
            "visitor_cart.expired", subject=cart, account_id=by.seller_id, by=by, at=at, number=cart.number, lines=lines
        )
    cart.delete()
    return True
