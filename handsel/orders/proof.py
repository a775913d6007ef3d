"""Prove orders against the books: what was settled was debited, leg by leg, and nothing else was (FUN-8)."""

from handsel.kernel.database import call_function


def order_faults(seller_id: int | None = None) -> list[str]:
    """Return what does not add up between orders and books, of all sellers or of one; an empty list is the proof."""
    return [row["fault"] for row in call_function("orders_faults", seller_id)]
