"""Orders that wait for money go on by themselves when it is there, oldest first (FUN-5, ORD-11)."""

from datetime import datetime

from handsel.identity.actor import system
from handsel.kernel.database import call_function
from handsel.orders.approval import retry_order


def retry_waiting_orders(*, at: datetime, limit: int = 100) -> int:
    """Try each order whose money is there now, in a transaction of its own, and return how many went on."""
    waiting = call_function("orders_fundable", limit)
    stands = [retry_order(order_id=row["order_id"], by=system(row["seller_id"]), at=at) for row in waiting]
    return sum(stand in {"settled", "awaiting_approval"} for stand in stands)
