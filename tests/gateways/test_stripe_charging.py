"""A seller whose gateway is Stripe: keys, cards, top-ups, webhooks, disputes, refunds (BIL-3, FUN-7)."""

from datetime import timedelta

import pytest
import stripe

from handsel.gateways.connecting import connect_gateway, disconnect_gateway
from handsel.gateways.forms import learn_form
from handsel.gateways.hearing import HEARD, HEARD_BEFORE, UNKNOWN, hear_webhook
from handsel.gateways.known import Credentials, unsealed
from handsel.gateways.models import CardRefund, SellerGateway
from handsel.gateways.refusals import CredentialsWrong
from handsel.gateways.stripe.keys import fault_of_secret, fault_of_webhook_secret, is_live, shown_key
from handsel.gateways.stripe_keys import change_gateway_keys
from handsel.gateways.top_ups import begin_top_up_form, top_up
from handsel.identity.actor import system
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.proof import prove_books
from handsel.ledger.wanted import Wanted
from handsel.timeline.reading import newest_xact
from tests.cast import NOON, wallet
from tests.gateways.playing import (
    DECLINED_LATER,
    PAYS,
    TEN,
    opened,
    posted,
    saved_card,
    scoped_to,
    stored,
    wish,
    worked,
)
from tests.gateways.stripe_desk import SECRET
from tests.gateways.stripe_served import WEBHOOK_SECRET, signed, stripe_served

pytestmark = [pytest.mark.django_db, pytest.mark.covers("BIL-3", "FUN-7")]

KEYS = Credentials(SECRET, WEBHOOK_SECRET)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stripe_served() as found:
        yield found


def connected(by, keys=KEYS):
    return connect_gateway(kind="stripe", credentials=keys, by=by, at=NOON)


def balance(cast):
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def heard(gateway, body, at=NOON):
    return hear_webhook(gateway, body, signed(body, at.timestamp()), at=at)


def test_keys_are_sealed_and_of_the_secret_one_its_end_is_shown(cast, server):
    gateway = connected(cast.karl)

    with scoped_to(gateway):
        kept = repr(SellerGateway.objects.filter(pk=gateway.pk).values().get())
    assert SECRET not in kept
    assert WEBHOOK_SECRET not in kept
    assert gateway.public_key == "rk_test_…4242"
    assert unsealed(gateway) == Credentials(SECRET, WEBHOOK_SECRET, "rk_test_…4242")


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        (None, "secret"),
        (Credentials("", ""), "secret"),
        (Credentials("pk_test_abcdefgh1234", WEBHOOK_SECRET), "secret"),
        (Credentials(SECRET, SECRET), "webhook_secret"),
        (Credentials("rk_test_" + "a" * 300, ""), "secret"),
    ],
)
def test_keys_that_cannot_be_right_are_refused_by_field_and_leave_no_trace(cast, keys, field):
    with pytest.raises(CredentialsWrong) as refused:
        connected(cast.karl, keys)

    assert field in refused.value.fields
    with scoped(system(cast.kleinbach).scope):
        assert not SellerGateway.objects.exists()


def test_keys_are_exchanged_one_at_a_time_and_the_card_on_file_stays(cast, server):
    gateway = connected(cast.karl, Credentials(SECRET, ""))
    card = saved_card(cast.bakery, cast.berta)

    change_gateway_keys(secret="", webhook_secret=WEBHOOK_SECRET, by=cast.karl, at=NOON)
    same = change_gateway_keys(secret="sk_test_another9999", webhook_secret="", by=cast.karl, at=NOON)

    assert (same.pk, same.public_key) == (gateway.pk, "sk_test_…9999")
    assert unsealed(same) == Credentials("sk_test_another9999", WEBHOOK_SECRET, "sk_test_…9999")
    assert card.gateway_id == gateway.pk
    with pytest.raises(CredentialsWrong, match="other mode"):
        change_gateway_keys(secret="sk_live_another9999", webhook_secret="", by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        change_gateway_keys(secret=SECRET, webhook_secret="", by=cast.ruth, at=NOON)


def test_who_connects_the_same_account_again_has_the_cards_again(cast, server):
    first = connected(cast.karl)
    disconnect_gateway(by=cast.karl, at=NOON)
    other = connected(cast.karl, Credentials("sk_live_another9999", WEBHOOK_SECRET))

    assert connected(cast.karl).pk == first.pk
    assert other.pk != first.pk


def test_a_top_up_by_the_card_on_file_credits_the_wallet_once(cast, server):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert charge.state == "captured"
    assert stored(charge).receipt.reference == "Visa …4242"
    assert balance(cast) == 11_000
    assert prove_books().faults == []


def test_a_bank_that_says_no_credits_nothing_and_tells_why(cast, server):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta, DECLINED_LATER)

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert (charge.state, charge.refusal) == ("refused", "declined")
    assert balance(cast) == 10_000


def test_a_lost_answer_is_found_again_by_the_worker_and_credited_once(cast, server):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    server.faults.extend(["lost", "lost", "lost"])

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    assert charge.state == "unknown"
    worked()
    worked()

    assert stored(charge).state == "captured"
    assert balance(cast) == 11_000
    assert len(server.book.rows["payments"]) == 1
    assert prove_books().faults == []


def test_a_payment_on_stripes_page_is_credited_by_its_webhook_however_often_it_comes(cast, server):
    gateway = connected(cast.karl)
    form = opened(begin_top_up_form(wanted=wish(cast.bakery), saves_card=True, by=cast.berta, at=NOON))
    posted(form.url, {"number": PAYS})
    bodies = server.events()

    said = [heard(gateway, body) for body in [*reversed(bodies), *bodies]]
    learn_form(form, at=NOON)

    assert said == [HEARD, HEARD, HEARD_BEFORE, HEARD_BEFORE]
    assert stored(form.charge).state == "captured"
    assert stored(form.charge).card.last_four == "4242"
    assert balance(cast) == 11_000
    assert prove_books().faults == []


def test_a_dispute_takes_the_money_back_until_it_is_won(cast, server):
    gateway = connected(cast.karl)
    saved_card(cast.bakery, cast.berta, "4000000000000267")
    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    server.events()

    server.book.pass_time()
    assert [heard(gateway, body) for body in server.events()] == [HEARD]
    assert (stored(charge).state, balance(cast)) == ("disputed", 10_000)

    server.book.pass_time()
    assert [heard(gateway, body) for body in server.events()] == [HEARD]
    assert (stored(charge).state, balance(cast)) == ("captured", 11_000)
    assert prove_books().faults == []


def test_a_webhook_about_another_programs_payment_changes_nothing(cast, server):
    gateway = connected(cast.karl)
    body = b'{"id": "evt_1", "type": "charge.refunded", "data": {"object": {"payment_intent": "pi_nobodys"}}}'

    assert heard(gateway, body) == UNKNOWN
    assert balance(cast) == 10_000


@pytest.mark.covers("FUN-6")
def test_a_refund_that_the_bank_sends_back_days_later_is_in_the_wallet_again(cast, server):
    gateway = connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    charge = stored(top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON))
    wanted = Wanted(Document.PAYOUT, TEN, "Given back", "payout-1", PaidBy.CARD, receipt_id=charge.receipt.pk)
    adjust_wallet(buyer_id=cast.bakery, wanted=wanted, by=cast.karl, at=NOON)
    while run_once(at=NOON, horizon=newest_xact()):
        pass
    worked(NOON)
    with scoped_to(charge):
        refund = CardRefund.objects.get(charge=charge)
    assert (refund.state, balance(cast)) == ("done", 10_000)
    server.events()

    (row,) = server.book.rows["refunds"].values()
    row["state"] = "refused"
    server.book._tell(SECRET, "refund.refused", row["key"], "pays")
    later = NOON + timedelta(days=5)
    assert [heard(gateway, body, later) for body in server.events()] == [HEARD]

    with scoped_to(charge):
        assert CardRefund.objects.get(pk=refund.pk).state == "refused"
    assert balance(cast) == 11_000
    assert prove_books().faults == []


@pytest.mark.parametrize(
    ("secret", "is_right"),
    [
        ("rk_live_abcdefgh1234", True),
        ("sk_test_abcdefgh1234", True),
        ("pk_live_abcdefgh1234", False),
        ("whsec_abcdefgh1234", False),
        ("sk_test_", False),
        ("sk_test_abcdefgh 1234", False),
        ("", False),
    ],
)
def test_a_key_is_known_by_its_looks(secret, is_right):
    assert (fault_of_secret(secret) == "") == is_right


def test_of_a_key_its_kind_and_its_end_are_shown_and_whether_it_moves_real_money():
    assert shown_key("rk_live_abcdefgh1234") == "rk_live_…1234"
    assert is_live(shown_key("rk_live_abcdefgh1234"))
    assert not is_live(shown_key("sk_test_live_abcd1234"))
    assert fault_of_webhook_secret("") == fault_of_webhook_secret("whsec_abcdefgh1234") == ""
    assert fault_of_webhook_secret("rk_live_abcdefgh1234")
