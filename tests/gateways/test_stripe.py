"""Stripe behind the interface: its amounts, its silences, its words for a no, its keys (BIL-3)."""

import json
import logging

import pytest
import stripe

from handsel.gateways.interface import (
    FormState,
    GatewayFailed,
    NoAnswer,
    NotTaken,
    PaymentState,
)
from handsel.gateways.stripe.calling import API_VERSION
from handsel.kernel.money import Money
from handsel.kernel.outgoing import Unreachable
from tests.cast import NOON
from tests.gateways.playing import NEEDS_HOLDER
from tests.gateways.stands import StripeStand, kept_card, stand_of, wanted
from tests.gateways.stripe_desk import SECRET
from tests.gateways.stripe_served import WEBHOOK_SECRET, signed

pytestmark = [pytest.mark.covers("BIL-3")]

TEN = Money(1_000, "EUR")


@pytest.fixture
def stand(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stand_of("stripe") as found:
        assert isinstance(found, StripeStand)
        yield found


@pytest.mark.parametrize("amount", [Money(1_255, "KWD"), Money(550, "MGA"), Money(100, "IQD"), Money(100, "UYI")])
def test_an_amount_that_stripe_cannot_charge_is_refused_before_it_is_asked(stand, amount):
    with pytest.raises(NotTaken, match=amount.currency):
        stand.gateway.start_form(wanted("charge-1", amount))
    refused = stand.gateway.authorise("cus_1/pm_1", amount, key="charge-1", capture=True)

    assert (refused.state, refused.refusal) == (PaymentState.REFUSED, "amount_not_taken")
    assert stand.server.heard == []


def test_each_call_has_the_sellers_own_key_the_pinned_version_and_handsels_key(stand):
    card = kept_card(stand)
    stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False)
    with pytest.raises(GatewayFailed):
        stand.stranger.check()

    asked = next(heard for heard in stand.server.heard if heard.path == "/v1/payment_intents")
    stranger = stand.server.heard[-1]
    assert asked.headers["Idempotency-Key"] == "charge-1"
    assert asked.headers["Stripe-Version"] == API_VERSION
    assert "X-Stripe-Client-Telemetry" not in asked.headers
    assert asked.headers["Authorization"] == f"Bearer {SECRET}"
    assert stranger.headers["Authorization"] == "Bearer rk_test_Stranger1"
    assert stripe.api_key is None
    told = {name: asked.asked[name] for name in ("amount", "currency", "off_session", "confirm", "capture_method")}
    assert told == {
        "amount": "1000",
        "currency": "eur",
        "off_session": "true",
        "confirm": "true",
        "capture_method": "manual",
    }


def test_a_page_asks_for_cards_only_in_the_wallets_currency_and_the_buyers_language(stand):
    form = stand.gateway.start_form(wanted("charge-1", TEN))

    asked = stand.server.heard[-1].asked
    assert form.url.startswith(stand.server.base_url)
    assert (asked["mode"], asked["allowed_payment_method_types[0]"], asked["locale"]) == ("payment", "card", "en")
    assert asked["payment_intent_data[setup_future_usage]"] == "off_session"
    assert asked["adaptive_pricing[enabled]"] == "false"
    assert asked["metadata[handsel_key]"] == asked["payment_intent_data[metadata][handsel_key]"] == "charge-1"
    assert asked["success_url"] == asked["cancel_url"] == "http://back/"


@pytest.mark.parametrize("faults", [[500, 500, 500], [429], ["lost", "lost", "lost"], [409, 409, 409], [503, 502, 500]])
def test_silence_leaves_it_open_and_the_same_key_makes_it_good(stand, faults):
    card = kept_card(stand)
    stand.server.faults.extend(faults)

    with pytest.raises(NoAnswer):
        stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)
    paid = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    assert paid.state == PaymentState.CAPTURED
    assert len(stand.book.rows["payments"]) == 1
    assert stand.gateway.look_up("charge-1", "", card_token=card.token) == paid


@pytest.mark.parametrize("faults", [["lost"], [500], [409, 500]])
def test_the_sdk_asks_again_by_itself_with_the_same_key(stand, faults):
    card = kept_card(stand)
    stand.server.faults.extend(faults)

    paid = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    assert paid.state == PaymentState.CAPTURED
    asked = [heard for heard in stand.server.heard if heard.method == "POST" and "intents" in heard.path]
    assert {heard.headers["Idempotency-Key"] for heard in asked} == {"charge-1"}
    assert len(stand.book.rows["payments"]) == 1


@pytest.mark.parametrize(
    ("was_sent", "raised"), [((True, False, False), NoAnswer), ((False, False, False), GatewayFailed)]
)
def test_only_a_call_that_nobody_can_have_heard_is_a_plain_failure(stand, monkeypatch, was_sent, raised):
    tries = iter(was_sent)

    def unreachable(question):
        failed = Unreachable("nobody there")
        failed.was_sent = next(tries)
        raise failed

    monkeypatch.setattr("handsel.gateways.stripe.calling.ask", unreachable)

    with pytest.raises(raised):
        stand.gateway.authorise("cus_1/pm_1", TEN, key="charge-1", capture=True)
    assert list(tries) == []


@pytest.mark.parametrize("answer", [[], "text", {}, {"id": "pi_1"}, {"id": 5, "status": "succeeded", "metadata": 7}])
def test_an_answer_that_is_none_of_stripes_is_no_answer(stand, answer):
    stand.server.faults.append({"answer": answer})

    with pytest.raises(NoAnswer):
        stand.gateway.authorise("cus_1/pm_1", TEN, key="charge-1", capture=True)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_plain_no_of_stripe_is_a_failure_that_tells_no_key(stand, status, caplog):
    caplog.set_level(logging.DEBUG)
    message = f"The key {SECRET} does not have the required permissions."
    stand.server.faults.append({"status": status, "answer": {"error": {"type": "x", "message": message}}})

    with pytest.raises(GatewayFailed) as failed:
        stand.gateway.check()

    assert "required permissions" in failed.value.detail
    assert SECRET not in failed.value.detail + str(failed.value) + caplog.text
    assert WEBHOOK_SECRET not in caplog.text


def test_a_payment_is_found_by_its_card_among_many_others_of_it(stand):
    card = kept_card(stand)
    first = stand.gateway.authorise(card.token, TEN, key="charge-0", capture=True)
    for number in range(1, 46):
        stand.book.pay(SECRET, stand.book.rows["cards"][card.token.partition("/")[2]], row_of(number))
    for payment in stand.book.rows["payments"].values():
        payment["card"] = card.token.partition("/")[2]

    assert stand.gateway.look_up("charge-0", "", card_token=card.token) == first
    assert stand.gateway.look_up("charge-99", "", card_token=card.token) is None


def row_of(number):
    return {"key": f"charge-{number}", "amount": 1_000, "currency": "EUR", "capture": True}


def test_what_stripe_does_not_know_any_more_is_unknown(stand):
    assert stand.gateway.look_up("charge-1", "pi_nobodys") is None


@pytest.mark.parametrize(
    "call",
    [
        lambda stripes: stripes.authorise("cus_1/pm_1", TEN, key="charge-1", capture=True),
        lambda stripes: stripes.look_up("charge-1", "pi_1"),
        lambda stripes: stripes.capture("pi_1", TEN, key="charge-1-capture"),
        lambda stripes: stripes.void("pi_1", key="charge-1-void"),
        lambda stripes: stripes.refund("pi_1", TEN, key="refund-1"),
        lambda stripes: stripes.look_up_refund("refund-1", "re_1", payment="pi_1"),
        lambda stripes: stripes.start_form(wanted()),
    ],
)
def test_a_wrong_request_is_a_failure_whatever_was_asked(stand, call):
    told = {"error": {"type": "invalid_request_error", "code": "parameter_invalid_empty", "message": "No."}}
    stand.server.faults.append({"status": 400, "answer": told})

    with pytest.raises(GatewayFailed):
        call(stand.gateway)


def test_a_no_that_names_no_payment_is_a_no_all_the_same(stand):
    told = {"error": {"type": "card_error", "code": "expired_card", "message": "No."}}
    stand.server.faults.append({"status": 402, "answer": told})

    refused = stand.gateway.authorise("cus_1/pm_1", TEN, key="charge-1", capture=True)

    assert (refused.key, refused.state, refused.refusal) == ("charge-1", PaymentState.REFUSED, "card_expired")


def test_a_capture_that_the_bank_refuses_leaves_what_was_authorised(stand):
    held = stand.gateway.authorise(kept_card(stand, "4000000000000127").token, TEN, key="charge-1", capture=False)

    with pytest.raises(GatewayFailed):
        stand.gateway.capture(held.reference, TEN, key="charge-1-capture")

    assert stand.gateway.look_up("charge-1", held.reference).state == PaymentState.AUTHORISED


@pytest.mark.covers("ORD-4")
def test_a_payment_is_confirmed_with_the_card_it_was_asked_of_and_the_way_back(stand):
    card = kept_card(stand, NEEDS_HOLDER)
    asked = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    stand.gateway.confirm(asked.reference, card_token=card.token, return_url="http://back/")

    confirmed = stand.server.heard[-1]
    assert confirmed.path == f"/v1/payment_intents/{asked.reference}/confirm"
    assert confirmed.asked["payment_method"] == card.token.partition("/")[2]
    assert confirmed.asked["return_url"] == "http://back/"
    assert "off_session" not in confirmed.asked


def test_a_form_that_nobody_filled_is_expired_in_the_end(stand):
    form = stand.gateway.start_form(wanted())
    stand.book.leave_form(stand.book.rows["forms"][form.reference])

    assert stand.gateway.look_up_form(form.reference).state == FormState.EXPIRED


@pytest.mark.covers("FUN-7")
def test_a_dispute_names_the_payment_since_it_knows_no_key(stand):
    paid = stand.gateway.authorise(kept_card(stand, "4000000000000259").token, TEN, key="charge-1", capture=True)
    stand.book.pass_time()
    body = stand.webhooks()[-1]

    notice = stand.gateway.read_webhook(body, signed(body, NOON.timestamp()), at=NOON)

    assert json.loads(body)["data"]["object"]["object"] == "dispute"
    assert (notice.key, notice.reference) == ("", paid.reference)


def test_what_other_programs_do_at_the_same_account_is_heard_and_concerns_nobody(stand):
    told = {"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1", "object": "customer"}}}
    body = json.dumps(told).encode()

    notice = stand.gateway.read_webhook(body, signed(body, NOON.timestamp()), at=NOON)

    assert (notice.key, notice.reference) == ("", "")
