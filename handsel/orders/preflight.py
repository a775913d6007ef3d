"""Whether an order can be funded now, before it is submitted or accepted, and what is missing (ORD-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from handsel.accounts.paying_models import PaymentMethod
from handsel.kernel.database import array_text, call_function
from handsel.kernel.money import Money
from handsel.orders.models import Leg, Payment


@dataclass(frozen=True)
class Funding:
    """What one leg needs of one wallet, tax included, and what that has for it: what is `kept` for the order counts.

    `claimed` does not: it is there, and goes to orders before this one that wait, too.
    `is_purchase` is the asker's own wallet at its seller; otherwise it is the wallet of `buyer_id`, whom it sells to.
    """

    buyer_id: int
    is_purchase: bool
    is_by_card: bool
    needed: Money
    available: Money
    kept: Money
    claimed: Money

    @property
    def lacking(self) -> Money:
        """What the wallet lacks, however it is to be paid."""
        return Money(max(self.needed.minor - self.available.minor, 0), self.needed.currency)

    @property
    def missing(self) -> Money:
        """What the wallet lacks; nothing where a card on file pays instead."""
        return Money(0, self.needed.currency) if self.is_by_card else self.lacking

    def to_pay(self, *, knows_funds: bool) -> Money:
        """Return what is to be paid so that the order goes on; who may not know the funds reads of this order alone."""
        return self.lacking if knows_funds else self.needed - self.kept


def funding_of(order_id: int, *, at: datetime) -> Sequence[Funding]:
    """Return what a cart, at the prices of today, or a placed order that is not settled needs of the asker's wallets.

    Those are its own and those of whom it sells to; what a tier above lacks is not told. Nothing for what is settled.
    """
    rows = call_function("orders_preflight", order_id, at)
    minors = "needed_minor", "available_minor", "kept_minor", "claimed_minor"
    names = "is_purchase", "buyer_id", "currency", "method", *minors
    return [_funding(*(row[name] for name in names)) for row in rows]


def buyers_funding(leg: Leg, *, at: datetime) -> Funding | None:
    """Return what the buyer of `leg` has for it, as `funding_of` does; None once it is settled or canceled."""
    return funding_by(leg.buyer_id, leg.order_id, at=at)


def funding_by(buyer_id: int, order_id: int, *, at: datetime) -> Funding | None:
    """Return what `buyer_id` has for a cart or an order, as `funding_of` does."""
    return next((one for one in funding_of(order_id, at=at) if one.buyer_id == buyer_id), None)


def to_pay_for(leg: Leg, *, at: datetime, knows_funds: bool = True) -> Money:
    """Return what the buyer of `leg` is to pay now: so that it goes on, or what is owed of what was settled."""
    found = buyers_funding(leg, at=at)
    return found.to_pay(knows_funds=knows_funds) if found else leg.owed


def paid_in_part(leg: Leg, *, at: datetime, knows_funds: bool = True) -> dict[str, Money]:
    """Return what is `kept` of a part that was paid, and what is still `due`; nothing where no part was."""
    found = buyers_funding(leg, at=at) if leg.payment == Payment.PARTLY_PAID and not leg.settled_at else None
    return {"kept": found.kept, "due": found.to_pay(knows_funds=knows_funds)} if found else {}


def funding_together(order_ids: Sequence[int], *, at: datetime) -> Sequence[Funding]:
    """Return what placed orders need together of the asker's wallets, each wallet once, in one query.

    What a buyer's wallet keeps for one of them counts for that one only; nothing is kept yet for what the asker buys.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT is_purchase, buyer_id, currency, method, sum(needed_minor)::bigint,
                   CASE WHEN is_purchase THEN min(available_minor)
                        ELSE sum(least(needed_minor, available_minor))::bigint END, sum(kept_minor)::bigint,
                   max(claimed_minor)
              FROM unnest(%s::bigint[]) AS asked (id) CROSS JOIN LATERAL orders_preflight(asked.id, %s)
             GROUP BY is_purchase, buyer_id, currency, method ORDER BY is_purchase DESC, buyer_id, currency
            """,
            [array_text(order_ids), at],
        )
        return [_funding(*row) for row in cursor.fetchall()]


def _funding(is_purchase: bool, buyer_id: int, currency: str, method: str, *minors: int) -> Funding:  # noqa: FBT001
    needed, available, kept, claimed = (Money(minor, currency) for minor in minors)
    return Funding(
        buyer_id,
        is_purchase=is_purchase,
        is_by_card=method == PaymentMethod.CARD,
        needed=needed,
        available=available,
        kept=kept,
        claimed=claimed,
    )
