"""Orders that wait longer than their seller lets them are given up, and their holds end (FUN-5, ORD-11)."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation
from handsel.orders.rules import may_decide_orders

log = logging.getLogger(__name__)


def give_up_stale_orders(*, at: datetime, limit: int = 100) -> int:
    """Cancel each order that has waited too long, in a transaction of its own, and return how many there were."""
    due = call_function("orders_stale", at, limit)
    return sum(_given_up(row["order_id"], row["seller_id"], at) for row in due)


@operation
def give_up_order(*, order_id: int, by: Actor, at: datetime) -> bool:
    """Cancel one order if it has waited too long, on all legs, and return whether it was.

    Whoever decided about it in the meantime was first: then nothing is done. Raises Forbidden.
    """
    may_decide_orders(by).or_refuse()
    return bool(call_scalar("orders_give_up", order_id, by.name, at))


def _given_up(order_id: int, seller_id: int, at: datetime) -> bool:
    try:
        return give_up_order(order_id=order_id, by=system(seller_id), at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all orders alike
    except Exception:
        # One poisonous order must not keep the others waiting.
        log.exception("order %s could not be given up", order_id)
        return False
