"""Whether an order can be funded now, before it is submitted or accepted, and what is missing (ORD-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.paying_models import PaymentMethod
from handsel.kernel.database import call_function
from handsel.kernel.money import Money


@dataclass(frozen=True)
class Funding:
    """What one leg needs of one wallet, tax included, and what that has for it: what is kept for the order counts.

    `is_purchase` is the asker's own wallet at its seller; otherwise it is the wallet of `buyer_id`, whom it sells to.
    """

    buyer_id: int
    is_purchase: bool
    is_by_card: bool
    needed: Money
    available: Money

    @property
    def missing(self) -> Money:
        """What the wallet lacks; nothing where a card on file pays instead."""
        lacks = 0 if self.is_by_card else max(self.needed.minor - self.available.minor, 0)
        return Money(lacks, self.needed.currency)


def funding_of(order_id: int, *, at: datetime) -> Sequence[Funding]:
    """Return what a cart, at the prices of today, or a placed order that is not settled needs of the asker's wallets.

    Those are its own and those of whom it sells to; what a tier above lacks is not told. Nothing for what is settled.
    """
    return [
        Funding(
            row["buyer_id"],
            is_purchase=row["is_purchase"],
            is_by_card=row["method"] == PaymentMethod.CARD,
            needed=Money(row["needed_minor"], row["currency"]),
            available=Money(row["available_minor"], row["currency"]),
        )
        for row in call_function("orders_preflight", order_id, at)
    ]
