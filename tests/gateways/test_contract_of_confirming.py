"""What every gateway promises about cards that need their holder, as 3-D Secure asks for it (BIL-3, ORD-4)."""

import pytest
import stripe

from handsel.gateways.interface import PaymentState
from handsel.kernel.money import Money
from tests.cast import NOON
from tests.gateways.playing import NEEDS_HOLDER, posted
from tests.gateways.stands import kept_card, stand_of

pytestmark = [pytest.mark.covers("BIL-3", "ORD-4")]

TEN = Money(1_000, "EUR")


@pytest.fixture(params=["test", "stripe"])
def stand(request, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stand_of(request.param) as found:
        yield found


@pytest.mark.parametrize(
    ("answer", "state", "refusal"),
    [("confirm", PaymentState.AUTHORISED, ""), ("refuse", PaymentState.REFUSED, "not_confirmed")],
)
def test_a_card_that_needs_its_holder_reserves_nothing_before_the_bank_has_asked(stand, answer, state, refusal):
    card = kept_card(stand, NEEDS_HOLDER)

    asked = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False)
    assert (asked.state, asked.captured_minor) == (PaymentState.NEEDS_HOLDER, 0)
    page = stand.gateway.confirm(asked.reference, card_token=card.token, return_url="http://back/")
    assert stand.gateway.confirm(asked.reference, card_token=card.token, return_url="http://back/").url == page.url
    assert stand.gateway.look_up("charge-1", asked.reference).state == PaymentState.NEEDS_HOLDER
    stand.webhooks()
    assert posted(page.url, {"answer": answer})[:2] == (303, "http://back/")

    seen = stand.gateway.look_up("charge-1", asked.reference)
    assert (seen.state, seen.refusal) == (state, refusal)
    told = [
        stand.gateway.read_webhook(body, stand.headers(body, NOON.timestamp()), at=NOON).key
        for body in stand.webhooks()
    ]
    assert told == ["charge-1"]
    assert stand.gateway.confirm(asked.reference, card_token=card.token, return_url="http://back/").url == ""


def test_what_nobody_confirms_can_be_let_go(stand):
    card = kept_card(stand, NEEDS_HOLDER)
    asked = stand.gateway.authorise(card.token, TEN, key="charge-1", capture=False)

    assert stand.gateway.void(asked.reference, key="charge-1-void").state == PaymentState.VOIDED
