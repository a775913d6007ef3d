"""What Stripe counts and says, in the words of the interface: amounts, states, reasons (BIL-3)."""

import pytest

from handsel.gateways.interface import Dispute, PaymentState, RefundState
from handsel.gateways.stripe.amounts import money_of, units_of
from handsel.gateways.stripe.reading import dispute_of, payment_of, refund_of, refusal_of
from handsel.kernel.money import Money

pytestmark = [pytest.mark.covers("BIL-3")]

TEN = Money(1_000, "EUR")


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(1_250, "EUR"), 1_250),
        (Money(1_250, "TWD"), 1_250),
        (Money(500, "JPY"), 500),
        (Money(500, "KRW"), 500),
        (Money(1_250, "KWD"), 1_250),
        (Money(5, "ISK"), 500),  # without decimals in the world, with two zeros at Stripe
        (Money(5, "UGX"), 500),
        (Money(500, "MGA"), 5),  # two decimals in ISO 4217, none at Stripe
    ],
)
def test_an_amount_is_told_as_stripe_counts_it_and_read_back_the_same(amount, units):
    assert units_of(amount) == units
    assert money_of(units, amount.currency.lower()) == amount


@pytest.mark.parametrize(
    ("decline_code", "code", "told"),
    [
        ("insufficient_funds", "card_declined", "insufficient_funds"),
        (None, "expired_card", "card_expired"),
        (None, "incorrect_cvc", "card_data_wrong"),
        ("card_velocity_exceeded", "card_declined", "limit_reached"),
        ("issuer_not_available", "card_declined", "try_again_later"),
        ("authentication_required", "authentication_required", "authentication_required"),
        ("stolen_card", "card_declined", "declined"),
        ("generic_decline", "card_declined", "declined"),
        (None, None, "declined"),
    ],
)
def test_stripes_reasons_become_few_and_never_accuse_anybody(decline_code, code, told):
    assert refusal_of({"decline_code": decline_code, "code": code}) == told


@pytest.mark.parametrize(
    ("status", "fault", "state"),
    [
        ("requires_payment_method", None, PaymentState.PENDING),
        ("requires_payment_method", {"code": "card_declined"}, PaymentState.REFUSED),
        ("requires_payment_method", {"decline_code": "authentication_required"}, PaymentState.NEEDS_HOLDER),
        ("requires_payment_method", {"code": "payment_intent_authentication_failure"}, PaymentState.REFUSED),
        ("requires_action", None, PaymentState.NEEDS_HOLDER),
        ("requires_confirmation", None, PaymentState.REFUSED),
        ("processing", None, PaymentState.PENDING),
        ("requires_capture", None, PaymentState.AUTHORISED),
        ("canceled", None, PaymentState.VOIDED),
        ("succeeded", None, PaymentState.CAPTURED),
        ("what_comes_next_year", None, PaymentState.PENDING),
    ],
)
def test_each_state_of_stripe_has_its_own_here(status, fault, state):
    intent = {"id": "pi_1", "status": status, "amount": 1_000, "amount_received": 0, "currency": "eur"}

    seen = payment_of(intent | {"last_payment_error": fault, "metadata": {"handsel_key": "charge-1"}})

    assert (seen.key, seen.state, seen.amount) == ("charge-1", state, TEN)
    assert bool(seen.refusal) == (state == PaymentState.REFUSED)


@pytest.mark.parametrize(
    ("states", "dispute"),
    [
        ([], Dispute.NONE),
        (["warning_needs_response"], Dispute.NONE),
        (["prevented"], Dispute.NONE),
        (["needs_response"], Dispute.OPEN),
        (["won", "under_review"], Dispute.OPEN),
        (["won", "lost"], Dispute.LOST),
        (["warning_closed", "won"], Dispute.WON),
    ],
)
def test_inquiries_take_no_money_and_what_is_open_or_lost_counts(states, dispute):
    assert dispute_of([{"status": state} for state in states]) == dispute


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", RefundState.PENDING),
        ("requires_action", RefundState.PENDING),
        ("succeeded", RefundState.DONE),
        ("failed", RefundState.REFUSED),
        ("canceled", RefundState.REFUSED),
    ],
)
def test_a_refund_that_failed_is_refused(status, state):
    assert refund_of({"id": "re_1", "status": status, "metadata": {}}).state == state


def test_a_refund_that_failed_counts_as_none_whatever_the_charge_says():
    charge = {"id": "ch_1", "amount_refunded": 900}
    intent = {"id": "pi_1", "status": "succeeded", "currency": "eur", "amount": 1_000, "amount_received": 1_000}
    told = [{"amount": 400, "status": "succeeded"}, {"amount": 300, "status": "failed"}]
    told += [{"amount": 100, "status": "canceled"}, {"amount": 100, "status": "pending"}]

    seen = payment_of(intent | {"latest_charge": charge, "metadata": {"handsel_key": "charge-1"}}, refunds=told)

    assert seen.refunded_minor == 500
