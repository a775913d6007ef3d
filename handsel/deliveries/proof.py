"""Prove what was delivered and given back against orders and books (ORD-12, FUN-8)."""

from handsel.kernel.database import call_function


def delivery_faults(seller_id: int | None = None) -> list[str]:
    """Return what does not add up between deliveries, orders and books; an empty list is the proof."""
    return [row["fault"] for row in call_function("deliveries_faults", seller_id)]
