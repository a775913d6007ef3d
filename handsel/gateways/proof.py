"""Prove what gateways took and gave back against the books (FUN-7, FUN-8)."""

from handsel.kernel.database import call_function


def gateway_faults(seller_id: int | None = None) -> list[str]:
    """Return what does not add up between charges, refunds and books, of all sellers or of one; none is the proof."""
    return [row["fault"] for row in call_function("gateways_faults", seller_id)]
