"""Parts paid and taken back under many hands at once, and what the proof says of what is kept (ORD-6, FUN-8)."""

import psycopg
import pytest

from handsel.kernel.embedded import SUPERUSER
from handsel.ledger.funds import reverse_transfer
from handsel.orders.approval import retry_order
from handsel.orders.proof import order_faults
from tests.cast import wallet
from tests.ledger.direct import patched
from tests.orders.buying import buy
from tests.orders.carding import proven
from tests.orders.test_races import at_once
from tests.orders.test_receiving import LATER, PRICE, now_of, pay, unpaid
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-6", "FUN-8")]


def test_parts_at_once_are_all_kept_and_what_is_taken_back_is_not(cast):
    leg = unpaid(cast)
    bounced = pay(cast, leg, 1_000, "bounces")

    answers = at_once(
        [lambda key=key: pay(cast, leg, 300, key).method for key in "aab"]
        + [lambda: reverse_transfer(transfer_id=bounced.transfer_id, reason="No", by=cast.karl, at=LATER).document] * 2
        + [lambda: retry_order(order_id=leg.order_id, by=cast.karl, at=LATER)]
    )

    assert answers == ["already_reversed", "awaiting_payment", *["bank_transfer"] * 3, "reversal"]
    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor, now_of(cast, leg).payment) == (10_600, 600, "partly_paid")
    proven()
    pay(cast, leg, PRICE - 600, "rest")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE
    proven()


def test_two_last_parts_at_once_pay_the_order_once(cast):
    leg = unpaid(cast)
    pay(cast, leg, 1_000, "first")

    answers = at_once([lambda key=key: pay(cast, leg, PRICE - 1_000, key).method for key in "ab"])

    assert answers == ["bank_transfer", "payment_not_due"]
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE
    proven()


@pytest.mark.covers("FUN-6")
def test_the_proof_finds_a_part_of_which_nothing_was_paid(cast, committed_db):
    leg = unpaid(cast)
    receipt = pay(cast, leg, 1_000)
    patched(committed_db, "orders_owed_again", "l.payment = 'partly_paid'", "false")

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=LATER)

    said = f"1000 EUR of buyer {cast.bakery} at seller {cast.kleinbach} are kept for order:{leg.order_id}:0:part"
    assert order_faults() == [f"{said}, of which 0 was paid"]


CANCELED = "UPDATE orders_leg SET fulfilment = 'canceled', canceled_at = placed_at, cancel_reason = 'No'"


@pytest.mark.covers("ORD-11")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE ledger_hold SET key = 'order:0:0'", "which is no leg of an order"),
        ("UPDATE ledger_hold SET key = key || ':other'", "which is no leg of an order"),
        ("UPDATE ledger_hold SET amount_minor = amount_minor - 1", "which costs 792"),
        (CANCELED, "which waits no more"),
    ],
)
def test_the_proof_finds_what_is_kept_for_nothing(cast, committed_db, change, says):
    buy(cast)
    assert order_faults() == []
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute(change)

    (fault,) = [fault for fault in order_faults() if "are kept for" in fault]

    assert fault.endswith(says)


def test_the_proof_finds_a_part_that_is_paid_and_not_kept(cast, committed_db):
    leg = unpaid(cast)
    pay(cast, leg, 1_000)
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute("UPDATE ledger_hold SET ended_at = created_at")

    said = f"order {leg.number} at seller {cast.kleinbach} is paid in part, and no part is kept for it"
    assert order_faults() == [said]
