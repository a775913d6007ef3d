"""Orders that wait longer than their seller lets them are given up, and their holds end (FUN-5, ORD-11)."""

from datetime import datetime
from functools import partial

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.sweeping import by_itself
from handsel.orders.rules import may_decide_orders


def give_up_stale_orders(*, at: datetime, limit: int = 100) -> int:
    """Cancel each order that has waited too long, in a transaction of its own, and return how many there were."""
    due = call_function("orders_stale", at, limit)
    return sum(
        by_itself(
            partial(give_up_order, order_id=row["order_id"], by=system(row["seller_id"]), at=at),
            "order %s could not be given up",
            row["order_id"],
        )
        for row in due
    )


@operation
def give_up_order(*, order_id: int, by: Actor, at: datetime) -> bool:
    """Cancel one order if it has waited too long, on all legs, and return whether it was.

    Whoever decided about it in the meantime was first: then nothing is done. Raises Forbidden.
    """
    may_decide_orders(by).or_refuse()
    return bool(call_scalar("orders_give_up", order_id, by.name, at))
