"""Prove orders against the books, the rates kept with them and the cards that paid (FUN-8, CAT-4, CAT-5, ORD-4).

What was settled was debited, leg by leg, and nothing else was; each price across currencies can be computed again, and
so can the tax of each line, which stands in the books as tax. What is taken from a card was booked once, for an order
that is settled. The supplier's price and the margins make the retail price, what is sold is bought in the same
quantity, and all legs of an order settle, or are canceled before, at once (ORD-15). What orders on credit owe is no
more than their buyer's wallet is below zero. What is kept in a wallet is kept for an order that waits, and as a part no
more than what was paid for it (ORD-6).
"""

from datetime import datetime

from handsel.kernel.database import call_function

PROOFS = (
    "orders_faults",
    "orders_rate_faults",
    "orders_card_faults",
    "orders_tax_faults",
    "orders_leg_faults",
    "orders_owing_faults",
    "orders_hold_faults",
)


def order_faults(seller_id: int | None = None, *, before: datetime | None = None) -> list[str]:
    """Return what does not add up between orders and books, of all sellers or of one; an empty list is the proof.

    With `before` it is asked what was settled and posted earlier, and nothing that changes since then.
    """
    if before is not None:
        return [row["fault"] for row in call_function("orders_faults_at", seller_id, before)]
    found = [row for name in PROOFS for row in call_function(name, seller_id)]
    return [row["fault"] for row in found]
