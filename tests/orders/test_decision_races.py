"""Many hands on one order: whoever accepts, cancels and records payments at once, one outcome each (ORD-7, FUN-8)."""

from collections.abc import Callable

import psycopg
import pytest

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.receiving import record_payment
from handsel.orders.status import situation
from tests.cast import NOON, wallet
from tests.orders.buying import buy
from tests.orders.test_races import at_once
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-7", "FUN-8")]

HANDS = 20
NOES = {"order_accepted_already", "order_canceled", "order_status_conflict"}
NAIVE = """
CREATE OR REPLACE FUNCTION orders_approve(p_leg bigint, p_actor_name text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found orders_leg;
BEGIN
    SELECT * INTO STRICT found FROM orders_leg WHERE id = p_leg;
    PERFORM pg_sleep(0.2);
    UPDATE orders_leg SET approval = 'approved', decided_at = p_at, decided_by_name = p_actor_name WHERE id = p_leg;
    RETURN found.approval = 'pending';
END $$;
CREATE OR REPLACE FUNCTION orders_due(p_leg bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.gross_minor - orders_paid_for(l) FROM orders_leg l, pg_sleep(0.2) WHERE l.id = p_leg
$$;
"""
"""Without locks, and with the status compared before instead of in the statement that changes it."""


def decide(cast: Cast, leg: Leg) -> list[Callable[[], str]]:
    """Return twenty decisions about an order: ten accept it, ten cancel it."""
    accept = lambda: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name  # noqa: E731 - one of many
    cancel = lambda: situation(reject_order(leg_id=leg.pk, reason="No", by=cast.karl, at=NOON)).name  # noqa: E731 - same
    return [accept, cancel] * (HANDS // 2)


def pay(cast: Cast, leg: Leg, receipts: list[Receipt]) -> list[Callable[[], str]]:
    """Return twenty payments of the whole of one order, each another one; what comes of them goes into `receipts`."""

    def one(number: int) -> str:
        received = Received(Money(leg.gross_minor, "EUR"), PaidBy.CASH, NOON.date(), f"{leg.number}-{number}")
        receipts.append(record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=NOON))
        return "received"

    return [lambda number=number: one(number) for number in range(HANDS)]  # type: ignore[misc]


def race(cast: Cast, count: int) -> None:
    """Let twenty hands decide about each of `count` orders, and pay each of as many: one outcome each."""
    for number in range(count):
        if (lack := 1_000 - wallet(cast.kleinbach, cast.bakery).balance_minor) > 0:  # for one order, not two
            fund(cast.karl, cast.bakery, lack, f"more-{number}", NOON)
        fund(cast.nora, cast.kleinbach, 1_000, f"more-{number}", NOON)
        fund(cast.olga, cast.nordlicht, 1_000, f"more-{number}", NOON)
        decided = buy(cast)
        answers = at_once(decide(cast, decided))
        assert len([answer for answer in answers if answer not in NOES]) == 1, answers

        unpaid = buy(cast, "TLS", "One year", 8)  # one person may take back as much
        before = wallet(cast.kleinbach, cast.bakery).balance_minor
        receipts: list[Receipt] = []
        answers = at_once(pay(cast, unpaid, receipts))
        assert answers == ["payment_not_due"] * (HANDS - 1) + ["received"], answers
        assert wallet(cast.kleinbach, cast.bakery).balance_minor == before + unpaid.gross_minor
        reject_order(leg_id=unpaid.pk, reason="Enough", by=cast.karl, at=NOON)
        reverse_transfer(transfer_id=receipts[0].transfer_id, reason="Enough", by=cast.karl, at=NOON)
    assert prove_books().faults == order_faults() == []


def test_twenty_hands_on_each_order_have_one_outcome(cast):
    race(cast, 2)


@pytest.mark.long
def test_twenty_hands_on_each_of_500_orders_have_one_outcome(cast):
    race(cast, 500)


def test_without_locks_the_race_is_lost(cast, committed_db):
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute(NAIVE)

    with pytest.raises(AssertionError):
        race(cast, 1)
