"""What every gateway promises, asked of each that there is (BIL-3, ACC-20, FUN-7)."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from handsel.gateways.interface import (
    Dispute,
    FormState,
    GatewayFailed,
    NoAnswer,
    NoticeTooOld,
    NoticeUnreadable,
    PaymentState,
    RefundState,
    SignatureWrong,
)
from handsel.kernel.money import Money
from tests.cast import NOON
from tests.gateways.playing import DECLINED_LATER, PAYS, SHORT, posted
from tests.gateways.stands import kept_card, stand_of, wanted

pytestmark = [pytest.mark.covers("BIL-3")]

TEN, FOUR = Money(1_000, "EUR"), Money(400, "EUR")


@pytest.fixture(params=["test", "stripe"])
def stand(request, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stand_of(request.param) as found:
        yield found


def test_right_credentials_are_known_and_wrong_ones_are_not(stand):
    stand.gateway.check()

    with pytest.raises(GatewayFailed):
        stand.stranger.check()


@pytest.mark.covers("ACC-20")
def test_a_card_typed_on_the_gateways_page_is_known_by_its_token_and_little_more(stand):
    form = stand.gateway.start_form(wanted())
    again = stand.gateway.start_form(wanted())
    assert again == form
    assert stand.gateway.look_up_form(form.reference).state == FormState.OPEN

    posted(form.url, {"number": PAYS, "expiry": "12/30", "code": "123"})
    seen = stand.gateway.look_up_form(form.reference)

    assert (seen.state, seen.payment) == (FormState.DONE, None)
    assert (seen.card.brand, seen.card.last_four) == ("Visa", "4242")
    assert (seen.card.expiry_month, seen.card.expiry_year) == (12, 2030)
    assert PAYS not in seen.card.token
    with pytest.raises(GatewayFailed):
        stand.gateway.look_up_form("fo_nobodys")


@pytest.mark.parametrize("saves_card", [True, False])
def test_a_form_with_an_amount_is_paid_there_and_keeps_the_card_when_asked(stand, saves_card):
    form = stand.gateway.start_form(wanted("charge-1", TEN, saves_card=saves_card))
    posted(form.url, {"number": SHORT, "expiry": "12/30", "code": "123"})
    assert stand.gateway.look_up_form(form.reference).state == FormState.OPEN

    posted(form.url, {"number": PAYS, "expiry": "12/30", "code": "123"})
    seen = stand.gateway.look_up_form(form.reference)

    assert seen.state == FormState.DONE
    assert (seen.card is not None) == saves_card
    paid = seen.payment
    assert (paid.key, paid.state, paid.amount, paid.captured_minor) == ("charge-1", PaymentState.CAPTURED, TEN, 1_000)
    assert stand.gateway.look_up("charge-1", paid.reference) == paid


def test_what_was_authorised_is_captured_once_all_or_less_of_it(stand):
    card = kept_card(stand)
    held = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False)
    assert (held.key, held.state, held.amount, held.captured_minor) == ("charge-1", PaymentState.AUTHORISED, TEN, 0)

    taken = stand.gateway.capture(held.reference, FOUR, key="charge-1-capture")
    again = stand.gateway.capture(held.reference, FOUR, key="charge-1-capture")
    other = stand.gateway.capture(held.reference, FOUR, key="another key")

    assert (taken.state, taken.amount, taken.captured_minor) == (PaymentState.CAPTURED, TEN, 400)
    assert taken == again == other == stand.gateway.look_up("charge-1", held.reference)
    assert stand.gateway.void(held.reference, key="charge-1-void") == taken


def test_what_was_authorised_is_let_go_and_taken_no_more(stand):
    held = stand.gateway.authorise(kept_card(stand).token, TEN, key="charge-1", capture=False)

    gone = stand.gateway.void(held.reference, key="charge-1-void")
    again = stand.gateway.void(held.reference, key="charge-1-void")

    assert gone.state == again.state == PaymentState.VOIDED
    with pytest.raises(GatewayFailed):
        stand.gateway.capture(held.reference, TEN, key="charge-1-capture")


def test_the_same_key_takes_once_and_stands_for_one_amount(stand):
    card = kept_card(stand)
    first = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)
    second = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)
    other = stand.gateway.authorise(card.token, TEN, key="charge-2", capture=True)

    assert first == second
    assert other.reference != first.reference
    with pytest.raises(GatewayFailed):
        stand.gateway.authorise(card.token, FOUR, key="charge-1", capture=True)


def test_the_same_key_tells_how_it_stands_now_and_not_as_it_was_then(stand):
    card = kept_card(stand)
    held = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False)
    stand.gateway.capture(held.reference, TEN, key="charge-1-capture")

    assert stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False).state == PaymentState.CAPTURED


def test_a_banks_no_is_an_answer_with_its_reason(stand):
    card = kept_card(stand, DECLINED_LATER)

    refused = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    assert (refused.key, refused.state, refused.refusal) == ("charge-1", PaymentState.REFUSED, "declined")
    assert refused.captured_minor == 0
    assert stand.gateway.look_up("charge-1", refused.reference, card_token=card.token).state == PaymentState.REFUSED


def test_a_refund_is_given_once_and_found_by_its_key(stand):
    paid = stand.gateway.authorise(kept_card(stand).token, TEN, key="charge-1", capture=True)

    first = stand.gateway.refund(paid.reference, FOUR, key="refund-1")
    second = stand.gateway.refund(paid.reference, FOUR, key="refund-1")

    assert first == second
    assert (first.key, first.state) == ("refund-1", RefundState.DONE)
    assert stand.gateway.look_up("charge-1", paid.reference).refunded_minor == 400
    for reference in ("", first.reference):
        assert stand.gateway.look_up_refund("refund-1", reference, payment=paid.reference) == first
    assert stand.gateway.look_up_refund("refund-2", "", payment=paid.reference) is None


def test_more_than_was_taken_is_not_given_back(stand):
    paid = stand.gateway.authorise(kept_card(stand).token, FOUR, key="charge-1", capture=True)

    refused = stand.gateway.refund(paid.reference, TEN, key="refund-1")

    assert (refused.state, refused.refusal) == (RefundState.REFUSED, "not_refundable")
    assert stand.gateway.look_up("charge-1", paid.reference).refunded_minor == 0


def test_a_key_that_the_gateway_never_heard_of_is_unknown(stand):
    card = kept_card(stand)
    assert stand.gateway.look_up("charge-1", "") is None
    assert stand.gateway.look_up("charge-1", "", card_token=card.token) is None


def test_an_answer_that_was_lost_is_made_good_by_asking_again(stand):
    card = kept_card(stand, "4000000000000101")
    with suppress(NoAnswer):
        stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    found = stand.gateway.look_up("charge-1", "", card_token=card.token)
    again = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    assert (found.state, found.captured_minor) == (PaymentState.CAPTURED, 1_000)
    assert again == found
    assert len(stand.book.rows["payments"]) == 1


def test_a_gateway_that_fails_has_told_nothing_and_is_asked_again(stand):
    card = kept_card(stand, "4000000000000119")

    with pytest.raises(NoAnswer):
        stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)

    assert stand.gateway.look_up("charge-1", "", card_token=card.token) is None


def test_a_slow_bank_leaves_a_payment_pending_until_it_has_decided(stand):
    card = kept_card(stand, "4000000000000093")
    asked = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True)
    assert (asked.state, asked.captured_minor) == (PaymentState.PENDING, 0)

    stand.book.pass_time()

    assert stand.gateway.look_up("charge-1", asked.reference).state == PaymentState.CAPTURED


@pytest.mark.parametrize(
    ("number", "first", "then"),
    [
        ("4000000000000259", Dispute.OPEN, Dispute.OPEN),
        ("4000000000000267", Dispute.OPEN, Dispute.WON),
        ("4000000000000275", Dispute.OPEN, Dispute.LOST),
    ],
)
def test_a_dispute_is_told_until_it_is_decided(stand, number, first, then):
    paid = stand.gateway.authorise(kept_card(stand, number).token, TEN, key="charge-1", capture=True)
    assert paid.dispute == Dispute.NONE

    stand.book.pass_time()
    assert stand.gateway.look_up("charge-1", paid.reference).dispute == first
    stand.book.pass_time()
    assert stand.gateway.look_up("charge-1", paid.reference).dispute == then


@pytest.mark.covers("ACC-20")
def test_a_card_that_was_forgotten_pays_no_more(stand):
    card = kept_card(stand)

    stand.gateway.forget_card(card.token)
    stand.gateway.forget_card(card.token)

    try:
        state = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=True).state
    except GatewayFailed:
        state = PaymentState.REFUSED
    assert state == PaymentState.REFUSED
    assert stand.book.rows["payments"] == {}


@pytest.mark.covers("FUN-7")
def test_a_webhook_is_believed_when_it_is_signed_and_fresh_and_names_what_it_is_about(stand):
    stand.gateway.authorise(kept_card(stand, "4000000000000077").token, TEN, key="charge-1", capture=True)
    bodies = stand.webhooks()

    heard = [stand.gateway.read_webhook(body, stand.headers(body, NOON.timestamp()), at=NOON) for body in bodies]

    assert [notice.key for notice in heard] == ["form-card", "form-card", "charge-1", "charge-1"]
    assert len({notice.event_id for notice in heard}) == 2 or len({notice.event_id for notice in heard}) == 4
    assert all(notice.kind for notice in heard)


@pytest.mark.covers("FUN-7")
def test_a_webhook_that_is_not_signed_or_not_fresh_is_not_believed(stand):
    kept_card(stand)
    body = stand.webhooks()[0]
    right = stand.headers(body, NOON.timestamp())
    (name,) = (one for one in right if "signature" in one)

    wrong = [
        {},
        {name: ""},
        {name: "t=,v1="},
        {name: right[name].replace("v1=", "v1=0")},
        {name: right[name] + "é"},
        {name: f"t={int(NOON.timestamp()) + 1},{right[name].partition(',')[2]}"},
    ]
    for headers in wrong:
        with pytest.raises(SignatureWrong):
            stand.gateway.read_webhook(body, headers, at=NOON)
    for changed in (body + b" ", b"", b"\xff"):
        with pytest.raises(SignatureWrong):
            stand.gateway.read_webhook(changed, right, at=NOON)
    for minutes in (-6, 6):
        with pytest.raises(NoticeTooOld):
            stand.gateway.read_webhook(body, right, at=NOON + timedelta(minutes=minutes))
    assert stand.gateway.read_webhook(body, right, at=NOON + timedelta(minutes=4)).key == "form-card"


@pytest.mark.covers("FUN-7")
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b'{"id": "", "type": "x", "data": {"object": {}}}', b'{"id": 1}', b"[" * 9_999]
)
def test_a_webhook_that_is_signed_and_makes_no_sense_is_refused(stand, body):
    at = datetime.fromtimestamp(NOON.timestamp(), UTC)

    with pytest.raises(NoticeUnreadable):
        stand.gateway.read_webhook(body, stand.headers(body, NOON.timestamp()), at=at)


def test_a_gateway_that_is_not_there_has_done_nothing(stand):
    """Nothing was sent, so that this is a plain failure and no lost answer."""
    gone = type(stand.gateway)("http://127.0.0.1:1", "rk_test_Karls4242", "whsec_Karls4242")

    with pytest.raises(GatewayFailed):
        gone.authorise("cus_1/pm_1", TEN, key="charge-1", capture=True)
