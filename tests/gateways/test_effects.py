"""What a gateway tells of a payment, whoever brings it and however often, happens once; and what banks take back."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import learn_charge, record_payment
from handsel.gateways.interface import Dispute, GatewayFailed, Payment, PaymentState
from handsel.gateways.models import CardRefund, Charge
from handsel.gateways.proof import gateway_faults
from handsel.gateways.top_ups import begin_top_up, top_up
from handsel.identity.actor import Actor, system
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden, Refusal
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.charging_back import unlock_wallet
from handsel.ledger.documents import Adjustment, Document, PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.models import Transfer, Wallet
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import NotLocked, NotReversible, WalletShort
from handsel.ledger.statements import statement
from handsel.ledger.tellings import against, document
from handsel.ledger.wanted import Wanted
from handsel.orders.models import Leg
from tests.cast import NOON, wallet
from tests.gateways.playing import connected, saved_card, stored, wish, worked
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-7")]

EUR = "EUR"


def paid(cast: Cast, number: str = "4242424242424242", key: str = "k1") -> Charge:
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta, number)
    return top_up(wanted=wish(cast.bakery, key), by=cast.berta, at=NOON)


def told(charge: Charge, **more: object) -> Payment:
    seen = Payment(charge.sent_key, charge.reference or "pa_1", PaymentState.CAPTURED, charge.amount, 1_000)
    return replace(seen, **more)


def learn(cast: Cast, charge: Charge, **more: object) -> Charge:
    return record_payment(charge_id=charge.pk, seen=told(charge, **more), by=system(cast.kleinbach), at=NOON)


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def test_a_confirmation_that_comes_many_times_credits_once(cast, play):
    charge = paid(cast)
    for _ in range(3):
        learn(cast, charge)
        learn_charge(stored(charge), at=NOON)

    assert balance(cast) == 11_000
    assert prove_books().faults == gateway_faults() == []


def test_a_late_confirmation_after_a_no_is_believed(cast, play):
    charge = paid(cast, "4000000000000341")
    assert charge.state == "refused"

    learn(cast, charge)

    assert balance(cast) == 11_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "another"},
        {"amount": Money(2_000, EUR)},
        {"amount": Money(1_000, "USD")},
        {"captured_minor": 1_001},
        {"captured_minor": -1},
        {"refunded_minor": 1_001},
    ],
)
def test_another_payment_than_was_asked_for_is_not_believed(cast, play, wrong):
    charge = paid(cast, "4000000000000119")  # the gateway is out of order

    with pytest.raises(GatewayFailed):
        learn(cast, charge, **wrong)

    assert balance(cast) == 10_000


def test_a_dispute_debits_below_zero_and_locks_until_it_is_won(cast, play):
    charge = paid(cast)
    adjust_wallet(
        buyer_id=cast.bakery,
        wanted=Wanted(Document.DEBIT_NOTE, Money(10_900, EUR), "Spent", "spent"),
        by=cast.karl,
        at=NOON,
    )

    learn(cast, charge, dispute=Dispute.OPEN)
    learn(cast, charge, dispute=Dispute.OPEN)

    assert stored(charge).state == "disputed"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == -900
    assert wallet(cast.kleinbach, cast.bakery).locked_at == NOON
    assert prove_books().faults == gateway_faults() == []

    learn(cast, charge, dispute=Dispute.WON)
    learn(cast, charge, dispute=Dispute.WON)
    with transaction.atomic(), scoped(cast.berta.scope):
        assert [(document(one), against(one)) for one in statement(Wallet.objects.get(buyer_id=cast.bakery))[:2]] == [
            ("Reversal", "Credit card"),
            ("Debit note", "Credit card"),
        ]

    assert stored(charge).state == "captured"
    assert (balance(cast), wallet(cast.kleinbach, cast.bakery).locked_at) == (100, None)
    assert prove_books().faults == gateway_faults() == []


def test_from_a_locked_wallet_nothing_is_bought_though_there_is_enough_in_it(cast, play):
    charge = paid(cast)
    learn(cast, charge, dispute=Dispute.LOST)
    assert (stored(charge).state, balance(cast)) == ("charged_back", 10_000)

    leg = buy(cast)
    with pytest.raises(WalletShort, match="locked"):
        adjust_wallet(
            buyer_id=cast.bakery,
            wanted=Wanted(Document.PAYOUT, Money(100, EUR), "Out", "out", PaidBy.CASH),
            by=cast.karl,
            at=NOON,
        )
    with scoped(cast.karl.scope):
        assert Leg.objects.get(pk=leg.pk).payment == "unpaid"

    with pytest.raises(Forbidden):
        unlock_wallet(buyer_id=cast.bakery, currency=EUR, reason="So", by=cast.ruth, at=NOON)
    unlock_wallet(buyer_id=cast.bakery, currency=EUR, reason="They paid", by=cast.karl, at=NOON)
    with pytest.raises(NotLocked):
        unlock_wallet(buyer_id=cast.bakery, currency=EUR, reason="Again", by=cast.karl, at=NOON)
    assert wallet(cast.kleinbach, cast.bakery).locked_at is None


def pay_back(cast: Cast, charge: Charge, minor: int, key: str = "back", by: Actor | None = None) -> Adjustment:
    wanted = Wanted(
        Document.PAYOUT, Money(minor, EUR), "Not needed", key, PaidBy.CARD, receipt_id=stored(charge).receipt_id
    )
    done = adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=by or cast.karl, at=NOON)
    assert isinstance(done, Adjustment)
    run_once(at=NOON, horizon=2**62)
    worked()
    return done


@pytest.mark.covers("FUN-6")
def test_a_payout_by_card_goes_back_to_the_card_in_parts_and_in_full(cast, play):
    charge = paid(cast)

    first = pay_back(cast, charge, 400)
    assert (stored(charge).state, stored(charge).refunded_minor, balance(cast)) == ("partly_refunded", 400, 10_600)
    pay_back(cast, charge, 600, key="rest")

    assert (stored(charge).state, balance(cast)) == ("refunded", 10_000)
    with pytest.raises(NotReversible):
        reverse_transfer(transfer_id=first.transfer_id, reason="Oops", by=cast.karl, at=NOON)
    with pytest.raises(Refusal):
        pay_back(cast, charge, 1, key="more")
    assert prove_books().faults == gateway_faults() == []


@pytest.mark.covers("FUN-6")
def test_a_refund_that_the_gateway_refuses_puts_the_money_back(cast, play):
    charge = paid(cast, "4000000000000135")

    pay_back(cast, charge, 400)

    with scoped(cast.karl.scope):
        refund = CardRefund.objects.get()
        assert (refund.state, refund.refusal) == ("refused", "not_refundable")
        assert Transfer.objects.filter(reverses_id=refund.transfer_id).exists()
    assert balance(cast) == 11_000
    assert prove_books().faults == gateway_faults() == []


@pytest.mark.parametrize(
    ("number", "state", "left", "is_locked"),
    [
        ("4000000000000259", "disputed", 10_000, True),
        ("4000000000000267", "captured", 11_000, False),
        ("4000000000000275", "charged_back", 10_000, True),
        ("4000000000000077", "captured", 11_000, False),
        ("4000000000000127", "captured", 11_000, False),
        ("5555555555554444", "captured", 11_000, False),
    ],
)
def test_what_the_bank_does_later_is_learned(cast, play, number, state, left, is_locked):
    charge = paid(cast, number)
    for _ in range(2):
        play.book.pass_time()
        learn_charge(stored(charge), at=NOON)

    stood = wallet(cast.kleinbach, cast.bakery)
    assert (stored(charge).state, stood.balance_minor, stood.locked_at is not None) == (state, left, is_locked)
    assert prove_books().faults == gateway_faults() == []


def test_a_charge_that_was_written_down_only_moves_nothing(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)

    begin_top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert balance(cast) == 10_000
