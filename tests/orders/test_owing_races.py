"""What is owed under many hands at once, and what the proof says when somebody tampers with it (ORD-5, FUN-8)."""

from datetime import timedelta

import psycopg
import pytest
from django.db import transaction

from handsel.cli.demo.story import fund
from handsel.deliveries.giving_back import give_back_line
from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.models import Wallet
from handsel.ledger.posting import Posting, post
from handsel.ledger.receiving import Received
from handsel.orders.approval import set_approval
from handsel.orders.proof import order_faults
from handsel.orders.receiving import record_payment
from tests.cast import NOON, wallet
from tests.deliveries.delivering import by_hand, tasks, work
from tests.ledger.direct import patched
from tests.orders.buying import buy, leg_of
from tests.orders.carding import emptied, proven, set_credit
from tests.orders.test_races import at_once
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-5", "FUN-8")]

SITE = 792


def four_on_credit(cast):
    emptied(cast, cast.kleinbach, cast.bakery)
    set_credit(cast, 15_000)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    by_hand(cast, "WEB-S")
    return [buy(cast) for _ in range(4)]


def paid_for(cast, leg, key):
    received = Received(Money(SITE, "EUR"), PaidBy.CASH, NOON.date(), key)
    record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=NOON)
    return "recorded"


def test_payments_purchases_and_refunds_at_once_leave_what_is_owed_and_no_more(cast):
    legs = four_on_credit(cast)
    work()
    undone = next(task for task in tasks(cast.olga) if task.number == legs[3].number)

    answers = at_once(
        [lambda key=key: fund(cast.karl, cast.bakery, 300, key, NOON) or "funded" for key in "abcd"]
        + [lambda leg=leg: paid_for(cast, leg, f"for-{leg.pk}") for leg in (legs[1], legs[1], legs[2])]
        + [lambda: give_back_line(delivery_id=undone.delivery_id, reason="No", by=cast.olga, at=NOON) and "back"]
        + [lambda: buy(cast) and "bought"] * 2
    )

    assert answers.count("funded") == 4
    assert answers.count("back") == 1
    assert set(answers) <= {"funded", "back", "bought", "recorded", "payment_not_due", "payment_above_due",
                            "cart_placed_already", "taken"}, answers  # fmt: skip
    proven()
    owed = sum(leg_of(cast.karl, leg.order_id, cast.bakery).owed_minor for leg in legs)
    assert owed <= max(0, -wallet(cast.kleinbach, cast.bakery).balance_minor)
    fund(cast.karl, cast.bakery, 10_000, "all", NOON + timedelta(hours=1))
    assert [leg_of(cast.karl, leg.order_id, cast.bakery).owed_minor for leg in legs] == [0] * 4
    proven()


def deadlocks(clone):
    with psycopg.connect(SERVER.url(SUPERUSER, clone.name), autocommit=True) as admin:
        admin.execute("SELECT pg_stat_force_next_flush()")
        return admin.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", [clone.name]).fetchone()[0]


@pytest.mark.covers("ORD-6", "FUN-1")
def test_payments_for_an_order_that_owes_and_funds_at_once_wait_in_turn(cast, committed_db):
    leg = four_on_credit(cast)[0]
    cents = Money(1, "EUR")

    def pay(hand):
        for n in range(12):
            received = Received(cents, PaidBy.CASH, NOON.date(), f"for-{hand}-{n}")
            record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=NOON)
        return "recorded"

    def funds(hand):
        for n in range(12):
            fund(cast.karl, cast.bakery, 1, f"funds-{hand}-{n}", NOON)
        return "funded"

    answers = at_once([lambda hand=hand, deed=deed: deed(hand) for deed in (pay, funds) for hand in "ab"])

    assert answers == ["funded"] * 2 + ["recorded"] * 2
    assert deadlocks(committed_db) == 0
    assert leg_of(cast.karl, leg.order_id, cast.bakery).owed_minor == SITE - 48
    proven()


def test_the_proof_finds_orders_that_owe_more_than_their_wallet_does(cast, committed_db):
    legs = four_on_credit(cast)
    proven()
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute("DROP TRIGGER entry_pays_what_is_owed ON ledger_entry")

    fund(cast.karl, cast.bakery, 5 * SITE, "unheard", NOON)

    owe = f"the orders of buyer {cast.bakery} at seller {cast.kleinbach} owe {len(legs) * SITE} EUR"
    assert order_faults() == [f"{owe}, and the wallet is at {SITE}"]


def test_without_the_order_of_age_the_proof_holds_and_the_oldest_is_not_first(cast, committed_db):
    legs = four_on_credit(cast)
    patched(committed_db, "orders_pay", "settled_at, id)", "id DESC)")

    fund(cast.karl, cast.bakery, SITE, "one", NOON)

    assert [leg_of(cast.karl, leg.order_id, cast.bakery).owed_minor for leg in legs] == [SITE, SITE, SITE, 0]
    proven()


def test_the_proof_finds_orders_that_owe_less_than_credit_lent_them(cast, committed_db):
    patched(committed_db, "orders_owes", "THEN 0", "OR true THEN 0")

    four_on_credit(cast)

    owe = f"the orders of buyer {cast.bakery} at seller {cast.kleinbach} owe 0 EUR"
    assert order_faults() == [f"{owe}, and credit lent {4 * SITE}, 0 of it for what is no order"]


def test_the_proof_finds_a_debt_that_was_paid_twice(cast, committed_db):
    four_on_credit(cast)
    patched(committed_db, "orders_pay", "p_minor + owed_minor", "2 * p_minor + owed_minor")

    fund(cast.karl, cast.bakery, SITE, "once", NOON)

    assert any("and credit lent" in fault for fault in order_faults())


def test_the_proof_finds_a_debit_for_an_order_that_has_no_such_leg(cast):
    leg = four_on_credit(cast)[0]
    with transaction.atomic(), scoped(cast.karl.scope):
        found = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        post(Posting(f"order:{leg.order_id}:9", Document.INVOICE, -100, "revenue"), wallet=found, by=cast.karl, at=NOON)

    said = f"debits buyer {cast.bakery} at seller {cast.kleinbach} by 100 for order:{leg.order_id}:9:1"
    assert [fault for fault in order_faults() if f"{said}, which is no leg of an order" in fault]
    assert [fault for fault in order_faults(before=NOON + timedelta(hours=1)) if said in fault]
    assert order_faults(before=NOON) == []
