"""What is settled on credit is owed, and whatever comes into the wallet pays it, oldest first (ORD-2, ORD-5, ORD-6)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.working import deliver
from handsel.kernel.database import call_function
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Adjustment, Receipt, Wallet
from handsel.ledger.receiving import Received
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.receiving import due_for, record_payment
from handsel.orders.status import Queue, in_queue, situation
from tests.cast import NOON, wallet
from tests.deliveries.delivering import by_hand, tasks, work
from tests.gateways.playing import connected, saved_card
from tests.orders.buying import buy, leg_of
from tests.orders.carding import emptied, pay_out, pays_by_card, proven, set_credit, turned

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-2", "ORD-5", "ORD-6")]

PRICE = 6_178
"""What one certificate costs Bakery."""
SITE = 792
"""What a month of web hosting costs it."""


@pytest.fixture
def on_account(cast: Cast) -> Cast:
    """Bakery has nothing in its wallet, may owe 150.00, and needs no approval; Kleinbach can buy what it orders."""
    emptied(cast, cast.kleinbach, cast.bakery)
    set_credit(cast, 15_000)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    fund(cast.nora, cast.kleinbach, 50_000, "more", NOON)
    fund(cast.olga, cast.nordlicht, 50_000, "more", NOON)
    return cast


def now_of(cast: Cast, leg: Leg) -> Leg:
    return leg_of(cast.karl, leg.order_id, cast.bakery)


def stands(cast: Cast, *legs: Leg) -> list[tuple[str, int]]:
    """Return how each of `legs` is paid, and what it owes; the books are right."""
    proven()
    return [(found.payment, found.owed_minor) for found in (now_of(cast, leg) for leg in legs)]


def pay_for(cast: Cast, leg: Leg, minor: int, key: str = "k") -> Receipt:
    received = Received(Money(minor, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), key)
    return record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=NOON)


def test_what_is_delivered_on_credit_is_executed_and_awaits_payment_in_red(on_account):
    leg = buy(on_account, "TLS", "One year")
    assert (situation(leg).name, leg.payment, leg.owed_minor) == ("in_progress", "unpaid", PRICE)

    work()
    (task,) = tasks(on_account.olga)
    deliver(delivery_ids=[task.delivery_id], handed=Handed((("Licence key", "K-1"),)), by=on_account.olga, at=NOON)

    found = now_of(on_account, leg)
    row = situation(found)
    assert (row.name, row.status, row.queue, row.message) == (
        "executed_unpaid", "Executed", Queue.AWAITING_PAYMENT, "Awaiting payment",
    )  # fmt: skip
    with transaction.atomic(), scoped(on_account.karl.scope):
        assert Leg.objects.sold_by(on_account.kleinbach).filter(in_queue("awaiting-payment")).get() == found
    fund(on_account.karl, on_account.bakery, 1_000, "part", NOON)
    assert stands(on_account, leg) == [("partly_paid", PRICE - 1_000)]
    assert situation(now_of(on_account, leg)).name == "executed_unpaid"
    fund(on_account.karl, on_account.bakery, PRICE, "rest", NOON)
    assert stands(on_account, leg) == [("paid", 0)]
    assert situation(now_of(on_account, leg)).name == "executed"


def test_only_what_credit_paid_is_owed(on_account):
    fund(on_account.karl, on_account.bakery, 5_000, "before", NOON)

    first, second = buy(on_account, "TLS", "One year"), buy(on_account)

    assert stands(on_account, first, second) == [("partly_paid", PRICE - 5_000), ("unpaid", SITE)]


def test_whatever_comes_in_pays_the_oldest_first(on_account):
    first, second = buy(on_account), buy(on_account, "TLS", "One year")

    fund(on_account.karl, on_account.bakery, SITE + 100, "one", NOON)

    assert stands(on_account, first, second) == [("paid", 0), ("partly_paid", PRICE - 100)]
    note = Wanted(Document.CREDIT_NOTE, Money(PRICE - 100, "EUR"), "An outage", "note")
    adjust_wallet(buyer_id=on_account.bakery, wanted=note, by=on_account.karl, at=NOON)
    assert stands(on_account, first, second) == [("paid", 0), ("paid", 0)]


def test_a_payment_for_an_order_pays_that_one_first_and_no_more_than_it_owes(on_account):
    first, second = buy(on_account), buy(on_account, "TLS", "One year")
    with transaction.atomic(), scoped(on_account.karl.scope):
        assert due_for(second).minor == PRICE
    with pytest.raises(Refusal) as refused:
        pay_for(on_account, second, PRICE + 1)
    assert refused.value.code == "payment_above_due"

    pay_for(on_account, second, PRICE)

    assert stands(on_account, first, second) == [("unpaid", SITE), ("paid", 0)]
    with pytest.raises(Refusal) as refused:
        pay_for(on_account, second, 100, "again")
    assert refused.value.code == "payment_not_due"


def test_the_payment_that_lets_an_order_go_on_is_for_this_order_and_leaves_older_debts(on_account):
    older = buy(on_account, "TLS", "One year")
    waiting = buy(on_account, "TLS", "One year", 2)
    assert situation(waiting).name == "awaiting_payment"

    pay_for(on_account, waiting, 2 * PRICE)

    assert stands(on_account, older, waiting) == [("unpaid", PRICE), ("paid", 0)]


def test_a_part_for_an_order_that_waits_is_kept_for_it_and_leaves_older_debts(on_account):
    older = buy(on_account, "TLS", "One year")
    waiting = buy(on_account, "TLS", "One year", 2)

    pay_for(on_account, waiting, 1_000, "part")

    assert stands(on_account, older, waiting) == [("unpaid", PRICE), ("partly_paid", 0)]
    assert situation(buy(on_account, quantity=12)).name == "awaiting_payment", (
        "95.04 was free on credit without the part"
    )
    pay_for(on_account, waiting, 2 * PRICE - 1_000, "rest")
    assert stands(on_account, older, waiting) == [("unpaid", PRICE), ("paid", 0)]


def test_a_payment_for_an_order_that_waits_for_approval_is_kept_until_it_settles(on_account):
    older = buy(on_account, "TLS", "One year")
    set_approval(account_id=on_account.bakery, required=True, by=on_account.karl, at=NOON)
    waiting = buy(on_account, "TLS", "One year", 2)

    pay_for(on_account, waiting, 2 * PRICE)

    assert situation(now_of(on_account, waiting)).name == "awaiting_approval"
    assert stands(on_account, older, waiting) == [("unpaid", PRICE), ("paid", 0)]
    fund(on_account.karl, on_account.bakery, 1_000, "meanwhile", NOON)
    approve_order(leg_id=waiting.pk, by=on_account.karl, at=NOON)
    assert stands(on_account, older, waiting) == [("partly_paid", PRICE - 1_000), ("paid", 0)]


def test_what_was_recorded_for_an_order_pays_others_when_it_ends(on_account):
    older = buy(on_account, "TLS", "One year")
    waiting = buy(on_account, "TLS", "One year", 2)
    pay_for(on_account, waiting, 1_000, "part")

    reject_order(leg_id=waiting.pk, reason="Sold out", by=on_account.karl, at=NOON)

    assert stands(on_account, older, waiting) == [("partly_paid", PRICE - 1_000), ("unpaid", 0)]


def test_what_is_left_of_a_payment_when_an_order_settles_pays_others(on_account):
    fund(on_account.karl, on_account.bakery, 1_000, "before", NOON)
    set_approval(account_id=on_account.bakery, required=True, by=on_account.karl, at=NOON)
    waiting = buy(on_account, "TLS", "One year", 3)
    pay_for(on_account, waiting, 3 * PRICE)
    set_approval(account_id=on_account.bakery, required=False, by=on_account.karl, at=NOON)
    between = buy(on_account, "TLS", "One year")

    assert stands(on_account, between) == [("partly_paid", PRICE - 1_000)]
    approve_order(leg_id=waiting.pk, by=on_account.karl, at=NOON)
    assert stands(on_account, between, waiting) == [("partly_paid", PRICE - 1_000), ("paid", 0)]


def test_a_refund_pays_its_own_order_first(on_account):
    by_hand(on_account, "TLS")
    older, given_back = buy(on_account), buy(on_account, "TLS", "One year")
    work()
    (task,) = [one for one in tasks(on_account.olga) if one.number == given_back.number]

    give_back_line(delivery_id=task.delivery_id, reason="Sold out", by=on_account.olga, at=NOON)

    assert stands(on_account, older, given_back) == [("unpaid", SITE), ("refunded", 0)]
    assert situation(now_of(on_account, given_back)).name == "canceled"


def test_a_payment_that_is_taken_back_is_owed_again_and_can_be_replaced(on_account):
    older, leg = buy(on_account), buy(on_account)
    receipt = pay_for(on_account, leg, SITE)
    work()
    assert situation(now_of(on_account, leg)).name == "executed"

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=on_account.karl, at=NOON)

    assert stands(on_account, older, leg) == [("unpaid", SITE), ("unpaid", SITE)]
    assert situation(now_of(on_account, leg)).name == "executed_unpaid"
    pay_for(on_account, leg, SITE, "replaced")
    assert stands(on_account, older, leg) == [("unpaid", SITE), ("paid", 0)]
    assert situation(now_of(on_account, leg)).name == "executed"


def test_a_payment_that_is_taken_back_is_owed_only_as_far_as_the_wallet_is_below_zero(on_account):
    leg = buy(on_account)
    receipt = pay_for(on_account, leg, SITE)
    fund(on_account.karl, on_account.bakery, 500, "more", NOON)

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=on_account.karl, at=NOON)

    assert stands(on_account, leg) == [("partly_paid", SITE - 500)]


def test_a_receipt_for_no_order_that_is_taken_back_leaves_orders_paid(on_account):
    leg = buy(on_account)
    fund(on_account.karl, on_account.bakery, SITE, "all", NOON)
    with transaction.atomic(), scoped(on_account.karl.scope):
        receipt = Receipt.objects.filter(buyer_id=on_account.bakery).latest("pk")

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=on_account.karl, at=NOON)

    assert stands(on_account, leg) == [("paid", 0)]
    assert wallet(on_account.kleinbach, on_account.bakery).balance_minor == -SITE


def test_a_payment_for_what_was_given_back_is_not_owed_again(on_account):
    by_hand(on_account, "TLS")
    leg = buy(on_account, "TLS", "One year")
    receipt = pay_for(on_account, leg, PRICE)
    work()
    (task,) = tasks(on_account.olga)
    give_back_line(delivery_id=task.delivery_id, reason="Sold out", by=on_account.olga, at=NOON)

    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=on_account.karl, at=NOON)

    assert stands(on_account, leg) == [("refunded", 0)]


def test_a_debit_that_is_taken_back_pays_no_order_unless_the_debt_is_gone(on_account):
    fund(on_account.karl, on_account.bakery, 500, "before", NOON)
    notes = [debited(on_account, minor) for minor in (500, 300)]
    leg = buy(on_account)
    assert stands(on_account, leg) == [("unpaid", SITE)]

    reverse_transfer(transfer_id=notes[1].transfer_id, reason="Wrong", by=on_account.karl, at=NOON)
    assert stands(on_account, leg) == [("unpaid", SITE)]
    reverse_transfer(transfer_id=notes[0].transfer_id, reason="Wrong", by=on_account.karl, at=NOON)
    assert stands(on_account, leg) == [("partly_paid", SITE - 500)]


def debited(cast: Cast, minor: int) -> Adjustment:
    note = Wanted(Document.DEBIT_NOTE, Money(minor, "EUR"), "A visit", f"debit-{minor}")
    made = adjust_wallet(buyer_id=cast.bakery, wanted=note, by=cast.karl, at=NOON)
    assert isinstance(made, Adjustment)
    return made


def test_each_tier_owes_on_its_own_edge(on_account):
    with transaction.atomic(), scoped(on_account.nora.scope):
        found = Wallet.objects.get(seller_id=on_account.nordlicht, buyer_id=on_account.kleinbach)
        call_function("ledger_set_limits", found.pk, 100_000, None, NOON)
    pay_out(on_account.nora, on_account.kleinbach, found.balance_minor)
    fund(on_account.karl, on_account.bakery, PRICE, "before", NOON)

    leg = buy(on_account, "TLS", "One year")

    assert stands(on_account, leg) == [("paid", 0)]
    bought = leg_of(on_account.nora, leg.order_id, on_account.kleinbach)
    assert (bought.payment, bought.owed_minor) == ("unpaid", bought.gross_minor)
    received = Received(Money(bought.gross_minor, "EUR"), PaidBy.CASH, NOON.date(), "above")
    record_payment(leg_id=bought.pk, received=received, by=on_account.nora, at=NOON)
    assert leg_of(on_account.nora, leg.order_id, on_account.kleinbach).payment == "paid"
    proven()


@pytest.mark.covers("ORD-4")
def test_a_card_pays_its_own_order_and_nothing_that_is_owed(on_account, play):
    older = buy(on_account)
    pays_by_card(on_account.kleinbach, on_account.bakery)
    connected(on_account.karl)
    saved_card(on_account.bakery, on_account.karl)

    by_card = buy(on_account, "TLS", "One year")
    turned(NOON + timedelta(seconds=5))
    if situation(now_of(on_account, by_card)).name == "awaiting_approval":
        approve_order(leg_id=by_card.pk, by=on_account.karl, at=NOON)
        turned(NOON + timedelta(seconds=30))

    assert now_of(on_account, by_card).settled_at
    assert stands(on_account, older, by_card) == [("unpaid", SITE), ("paid", 0)]
