"""Prove orders against the books and against the rates that were kept with them (FUN-8, CAT-5).

What was settled was debited, leg by leg, and nothing else was; each price across currencies can be computed again.
"""

from handsel.kernel.database import call_function


def order_faults(seller_id: int | None = None) -> list[str]:
    """Return what does not add up between orders and books, of all sellers or of one; an empty list is the proof."""
    found = [*call_function("orders_faults", seller_id), *call_function("orders_rate_faults", seller_id)]
    return [row["fault"] for row in found]
