"""Whether an order can be funded now, before it is submitted or accepted, and what is missing (ORD-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from handsel.accounts.paying_models import PaymentMethod
from handsel.kernel.database import array_text, call_function
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
    rows = call_function("orders_preflight", order_id, at)
    names = "is_purchase", "buyer_id", "currency", "method", "needed_minor", "available_minor"
    return [_funding(*(row[name] for name in names)) for row in rows]


def funding_together(order_ids: Sequence[int], *, at: datetime) -> Sequence[Funding]:
    """Return what placed orders need together of the asker's wallets, each wallet once, in one query.

    What a buyer's wallet keeps for one of them counts for that one only; nothing is kept yet for what the asker buys.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT is_purchase, buyer_id, currency, method, sum(needed_minor)::bigint,
                   CASE WHEN is_purchase THEN min(available_minor)
                        ELSE sum(least(needed_minor, available_minor))::bigint END
              FROM unnest(%s::bigint[]) AS asked (id) CROSS JOIN LATERAL orders_preflight(asked.id, %s)
             GROUP BY is_purchase, buyer_id, currency, method ORDER BY is_purchase DESC, buyer_id, currency
            """,
            [array_text(order_ids), at],
        )
        return [_funding(*row) for row in cursor.fetchall()]


def _funding(
    is_purchase: bool,  # noqa: FBT001
    buyer_id: int,
    currency: str,
    method: str,
    needed: int,
    available: int,
) -> Funding:
    return Funding(
        buyer_id,
        is_purchase=is_purchase,
        is_by_card=method == PaymentMethod.CARD,
        needed=Money(needed, currency),
        available=Money(available, currency),
    )
