"""Payments are recorded for an order, whole or in parts, and it goes on (ORD-6)."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from handsel.accounts.suspending import suspend_account
from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden, Refusal
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Hold, Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.orders.approval import reject_order, retry_order
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.receiving import due_for, record_payment
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders
from tests.cast import NOON, wallet
from tests.ledger.test_hand_model import bank_takes
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-6")]

LATER = NOON + timedelta(hours=1)
PRICE = 12_356
"""What two certificates cost Bakery, whose wallet holds 100.00."""


def unpaid(cast: Cast) -> Leg:
    leg = buy(cast, "TLS", "One year", 2)
    assert (situation(leg).name, leg.gross_minor) == ("awaiting_payment", PRICE)
    return leg


def pay(
    cast: Cast, leg: Leg, minor: int, key: str = "k", currency: str = "EUR", at: datetime = LATER, **told: object
) -> Receipt:
    amount = Money(minor, currency)
    received = Received(amount, PaidBy.BANK_TRANSFER, NOON.date(), key, reference=f"Statement {key}", **told)
    return record_payment(leg_id=leg.pk, received=received, by=cast.karl, at=at)


def now_of(cast: Cast, leg: Leg) -> Leg:
    return leg_of(cast.karl, leg.order_id, cast.bakery)


def test_a_payment_of_all_lets_the_order_go_on(cast):
    leg = unpaid(cast)

    receipt = pay(cast, leg, PRICE)

    found = now_of(cast, leg)
    assert situation(found).name == "awaiting_approval"
    assert receipt.amount_minor == PRICE
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE
    assert prove_books().faults == order_faults() == []


def test_a_part_is_kept_for_this_order_until_the_rest_is_there(cast):
    leg = unpaid(cast)

    pay(cast, leg, 2_000, "first")

    found = now_of(cast, leg)
    assert (found.payment, situation(found).name) == ("partly_paid", "awaiting_payment")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 2_000
    assert situation(buy(cast, quantity=13)).name == "awaiting_payment", "no order over 102.96 takes of the part"
    pay(cast, leg, PRICE - 2_000, "second")
    assert situation(now_of(cast, leg)).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE
    assert prove_books().faults == order_faults() == []


def holds_of(cast: Cast) -> list[tuple[int, int]]:
    with transaction.atomic(), scoped(cast.karl.scope):
        standing = Hold.objects.filter(seller_id=cast.kleinbach, buyer_id=cast.bakery, ended_at=None)
        return list(standing.order_by("pk").values_list("pk", "amount_minor"))


def test_every_further_part_is_kept_too(cast):
    leg = unpaid(cast)

    for part, kept in ((500, 500), (600, 1_100), (700, 1_800)):
        pay(cast, leg, part, f"part of {part}")
        assert (now_of(cast, leg).payment, situation(now_of(cast, leg)).name) == ("partly_paid", "awaiting_payment")
        assert [minor for _id, minor in holds_of(cast)] == [kept]
        assert wallet(cast.kleinbach, cast.bakery).held_minor == kept
        assert prove_books().faults == order_faults() == []

    pay(cast, leg, PRICE - 1_800, "rest")
    assert situation(now_of(cast, leg)).name == "awaiting_approval"
    assert [minor for _id, minor in holds_of(cast)] == [PRICE]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + PRICE
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("ORD-11")
def test_to_try_an_order_again_that_is_paid_in_part_changes_nothing(cast):
    leg = unpaid(cast)
    pay(cast, leg, 500)
    before = holds_of(cast)

    tried = [retry_order(order_id=leg.order_id, by=cast.karl, at=LATER) for _ in range(2)]

    assert tried == ["awaiting_payment"] * 2
    assert now_of(cast, leg).payment == "partly_paid"
    assert holds_of(cast) == before


def test_the_worker_counts_the_part_when_funds_arrive_otherwise(cast):
    leg = unpaid(cast)
    pay(cast, leg, 1_000)
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 1_000
    fund(cast.karl, cast.bakery, PRICE - 11_000, "rest", NOON)

    assert retry_waiting_orders(at=LATER) == 1

    assert situation(now_of(cast, leg)).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE


def test_the_same_payment_told_twice_moves_once(cast):
    leg = unpaid(cast)

    first, second = pay(cast, leg, 1_000), pay(cast, leg, 1_000)

    assert first.pk == second.pk
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000


def test_canceling_gives_the_part_back_to_the_wallet(cast):
    leg = unpaid(cast)
    pay(cast, leg, 1_000)

    reject_order(leg_id=leg.pk, reason="Sold out", by=cast.karl, at=LATER)

    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor) == (11_000, 0)


def test_what_was_taken_back_is_due_again(cast):
    leg = unpaid(cast)
    receipt = pay(cast, leg, 1_000)
    reverse_transfer(transfer_id=receipt.transfer_id, reason="Bounced", by=cast.karl, at=LATER)

    with pytest.raises(Refusal) as refused:
        pay(cast, leg, PRICE + 1, "more")
    assert refused.value.code == "payment_above_due"
    pay(cast, leg, PRICE, "again")
    assert situation(now_of(cast, leg)).name == "awaiting_approval"


@pytest.mark.covers("FUN-6")
def test_of_a_part_that_was_taken_back_nothing_is_kept(cast):
    leg = unpaid(cast)
    first, second = pay(cast, leg, 1_000, "first"), pay(cast, leg, 400, "second")

    reverse_transfer(transfer_id=first.transfer_id, reason="Bounced", by=cast.karl, at=LATER)
    assert (now_of(cast, leg).payment, wallet(cast.kleinbach, cast.bakery).held_minor) == ("partly_paid", 400)
    reverse_transfer(transfer_id=second.transfer_id, reason="Bounced", by=cast.karl, at=LATER)

    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor) == (10_000, 0)
    assert (now_of(cast, leg).payment, situation(now_of(cast, leg)).name) == ("unpaid", "awaiting_payment")
    assert situation(buy(cast, quantity=12)).name == "awaiting_approval", "95.04 of the 100.00 are there for another"
    assert prove_books().faults == order_faults() == []


def test_the_money_of_who_is_suspended_is_kept_for_the_order(cast):
    leg = unpaid(cast)
    suspend_account(account_id=cast.bakery, reason="Unpaid", by=cast.karl, at=NOON)

    pay(cast, leg, PRICE)

    found = now_of(cast, leg)
    assert (found.payment, situation(found).name) == ("partly_paid", "awaiting_payment")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == PRICE


def test_each_part_of_who_is_suspended_is_kept_for_the_order(cast):
    leg = unpaid(cast)
    suspend_account(account_id=cast.bakery, reason="Unpaid", by=cast.karl, at=NOON)

    pay(cast, leg, 500, "first")
    pay(cast, leg, 600, "second")

    assert wallet(cast.kleinbach, cast.bakery).held_minor == 1_100


@pytest.mark.covers("ORD-11", "FUN-7")
def test_a_part_stays_kept_when_its_wallet_is_locked(cast):
    leg = unpaid(cast)
    pay(cast, leg, 500, "first")
    with transaction.atomic(), scoped(cast.karl.scope):
        first = Receipt.objects.filter(seller_id=cast.kleinbach, buyer_id=cast.bakery).earliest("pk")
    bank_takes(receipt=first, minor=10_000, key="dispute:1", is_dispute=True, by=cast.karl, at=NOON)

    assert retry_order(order_id=leg.order_id, by=cast.karl, at=LATER) == "awaiting_payment"
    pay(cast, leg, 600, "second")

    assert now_of(cast, leg).payment == "partly_paid"
    assert [minor for _id, minor in holds_of(cast)] == [500], "what came into a locked wallet is there for its debt"
    assert prove_books().faults == order_faults() == []


@pytest.mark.parametrize(
    ("minor", "currency", "code", "says"),
    [
        (PRICE + 1, "EUR", "payment_above_due", "123.56 EUR is still to be paid"),
        (1_000, "USD", "payment_in_other_currency", "This order is in EUR"),
        (0, "EUR", "amount_not_positive", "above zero"),
    ],
)
def test_a_payment_that_does_not_fit_is_refused_at_its_amount(cast, minor, currency, code, says):
    leg = unpaid(cast)

    with pytest.raises(Refusal, match=says) as refused:
        pay(cast, leg, minor, currency=currency)

    assert refused.value.code == code
    assert "amount" in refused.value.fields
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_nothing_is_paid_for_what_was_canceled_or_is_paid(cast):
    canceled, paid = unpaid(cast), buy(cast)
    reject_order(leg_id=canceled.pk, reason="Sold out", by=cast.karl, at=NOON)

    for leg, code in ((canceled, "order_canceled"), (paid, "payment_not_due")):
        with pytest.raises(Refusal, match=leg.number) as refused:
            pay(cast, leg, 1_000)
        assert refused.value.code == code
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_only_who_records_payments_does(cast):
    leg = unpaid(cast)
    received = Received(Money(1_000, "EUR"), PaidBy.CASH, NOON.date(), "k")

    for by in (cast.ruth, cast.berta):
        with pytest.raises(Forbidden):
            record_payment(leg_id=leg.pk, received=received, by=by, at=NOON)


def test_what_is_due_is_told(cast):
    leg = unpaid(cast)
    pay(cast, leg, 1_000)

    with transaction.atomic(), scoped(cast.karl.scope):
        assert due_for(leg) == Money(PRICE - 1_000, "EUR")
