"""A charge that needs its cardholder: asked at the bank, answered by whatever comes first, credited once (BIL-3)."""

import json
from datetime import timedelta

import pytest

from handsel.gateways.charging import learn_charge
from handsel.gateways.confirming import banks_page, begin_confirmation
from handsel.gateways.forms import begin_card_form, learn_form
from handsel.gateways.interface import GatewayFailed
from handsel.gateways.refusals import ChargeMoved
from handsel.gateways.top_ups import top_up
from handsel.kernel.refusal import Forbidden
from handsel.ledger.proof import prove_books
from tests.cast import NOON, wallet
from tests.gateways.playing import NEEDS_HOLDER, connected, posted, saved_card, stored, typed, wish, worked
from tests.gateways.playing import opened as opened_form
from tests.gateways.test_hearing import sent

pytestmark = [pytest.mark.django_db, pytest.mark.covers("BIL-3", "FUN-7", "ORD-4")]

BACK = "http://kleinbach.localhost/back/"


def balance(cast):
    return wallet(cast.kleinbach, cast.bakery).balance_minor


@pytest.fixture
def charge(cast, play):
    """A top-up with the card on file, whose bank asks for its holder."""
    connected(cast.karl)
    saved_card(cast.bakery, cast.karl, NEEDS_HOLDER)
    return top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)


def at_bank(charge, by):
    begin_confirmation(charge_id=charge.pk, by=by, at=NOON)
    return banks_page(stored(charge), BACK, at=NOON)


def test_nothing_moves_until_the_cardholder_confirmed_and_then_it_is_credited_once(cast, charge):
    before = balance(cast)
    assert (charge.state, charge.check_at) == ("needs_holder", None)

    page = at_bank(charge, cast.berta)
    assert balance(cast) == before
    assert posted(page, {"answer": "confirm"})[:2] == (303, BACK)
    for _ in range(2):
        learn_charge(stored(charge), at=NOON)

    assert stored(charge).state == "captured"
    assert balance(cast) == before + 1_000
    assert prove_books().faults == []


def test_who_refuses_at_the_bank_pays_nothing_and_reads_why(cast, charge):
    before = balance(cast)
    posted(at_bank(charge, cast.berta), {"answer": "refuse"})
    learn_charge(stored(charge), at=NOON)

    assert (stored(charge).state, stored(charge).refusal) == ("refused", "not_confirmed")
    assert balance(cast) == before
    with pytest.raises(ChargeMoved):
        begin_confirmation(charge_id=charge.pk, by=cast.berta, at=NOON)


def test_who_walks_away_finds_the_bank_again(cast, charge):
    page = at_bank(charge, cast.berta)
    assert posted(page, {"answer": "leave"})[:2] == (303, BACK)

    assert learn_charge(stored(charge), at=NOON).state == "needs_holder"
    assert at_bank(charge, cast.berta) == page


def test_the_worker_finds_out_when_nobody_comes_back_and_stops_asking_in_the_end(cast, charge, play):
    before = balance(cast)
    page = at_bank(charge, cast.berta)
    assert worked() == 1
    play.book.outbox.clear()
    posted(page, {"answer": "confirm"})
    worked(NOON + timedelta(minutes=5))
    assert balance(cast) == before + 1_000

    begun = top_up(wanted=wish(cast.bakery, "k2"), by=cast.berta, at=NOON)
    at_bank(begun, cast.berta)
    assert [worked(NOON + timedelta(hours=hour)) for hour in range(1, 11)] == [1] * 8 + [0, 0]


def test_the_bank_tells_it_by_a_signed_webhook(cast, charge, play):
    before = balance(cast)
    page = at_bank(charge, cast.berta)
    play.book.outbox.clear()
    posted(page, {"answer": "confirm"})
    told = play.book.outbox[0]
    assert (told["kind"], told["key"]) == ("payment.captured", charge.sent_key)

    body = json.dumps({name: told[name] for name in ("id", "kind", "key")}).encode()
    assert sent(stored(charge).gateway, body, header="t=1,v1=00")[0] == 400
    assert sent(stored(charge).gateway, body) == (200, "heard")
    assert balance(cast) == before + 1_000


def test_only_who_sees_to_the_card_is_led_to_the_bank(cast, charge):
    with pytest.raises(Forbidden):
        begin_confirmation(charge_id=charge.pk, by=cast.ruth, at=NOON)


def test_a_gateway_that_is_away_leads_nowhere_and_changes_nothing(cast, charge, settings):
    begin_confirmation(charge_id=charge.pk, by=cast.berta, at=NOON)
    settings.HANDSEL_TEST_GATEWAY_URL = "http://127.0.0.1:1"
    with pytest.raises(GatewayFailed):
        banks_page(stored(charge), BACK, at=NOON)
    assert stored(charge).state == "needs_holder"


def test_a_card_that_is_typed_is_confirmed_at_the_bank_before_it_is_kept(cast, play):
    connected(cast.karl)
    form = opened_form(begin_card_form(buyer_id=cast.bakery, by=cast.berta, at=NOON))
    status, bank, _page = typed(form.url, NEEDS_HOLDER)
    assert (status, bank) == (303, f"/bank/{form.reference}")
    bank = play.base_url + bank

    assert posted(bank, {"answer": "leave"})[:2] == (303, "http://kleinbach.localhost/back/")
    assert learn_form(form, at=NOON).state == "open"
    assert posted(bank, {"answer": "refuse"})[1] == f"/form/{form.reference}"
    assert learn_form(form, at=NOON).state == "open"
    typed(form.url, NEEDS_HOLDER)
    assert posted(bank, {"answer": "confirm"})[:2] == (303, "http://kleinbach.localhost/back/")
    assert learn_form(form, at=NOON).state == "done"
