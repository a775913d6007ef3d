"""Orders that wait for money go on by themselves when it is there, oldest first (FUN-5, ORD-11)."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError

from handsel.accounts.standing import OrderingStopped
from handsel.identity.actor import system
from handsel.kernel.database import call_function, call_scalar
from handsel.orders.approval import retry_order

log = logging.getLogger(__name__)


def retry_waiting_orders(*, at: datetime, limit: int = 100) -> int:
    """Try each order whose money is there now, in a transaction of its own, and return how many went on."""
    waiting = call_function("orders_fundable", limit, at)
    return sum(_goes_on(row["order_id"], row["seller_id"], at) for row in waiting)


def let_go_stale_cards(*, at: datetime) -> int:
    """Have what cards reserved let go where the order was not settled for an hour, and return how many there were."""
    return int(call_scalar("orders_let_go_stale_cards", at))


def tell_of_waiting_orders(*, at: datetime) -> int:
    """Tell each tier that holds up orders how many, once a day; return how many tiers were told."""
    return int(call_scalar("orders_digest", at))


def _goes_on(order_id: int, seller_id: int, at: datetime) -> bool:
    try:
        return retry_order(order_id=order_id, by=system(seller_id), at=at) in {
            "settled",
            "awaiting_approval",
            "asking_cards",
        }
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all orders alike
    except OrderingStopped:
        return False  # suspended in this moment
    except Exception:
        # One poisonous order must not keep the others waiting.
        log.exception("order %s could not be tried again", order_id)
        return False
