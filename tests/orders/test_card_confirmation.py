"""An order whose card needs its holder: nothing settles, and it goes on by itself (ORD-4)."""

from datetime import timedelta

import pytest
import stripe
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import learn_charge
from handsel.gateways.confirming import banks_page, begin_confirmation
from handsel.gateways.connecting import connect_gateway
from handsel.gateways.hearing import hear_webhook
from handsel.gateways.models import Charge
from handsel.gateways.refusals import ChargeMoved
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.card_payments import card_payment
from tests.cast import NOON, wallet
from tests.gateways.playing import NEEDS_HOLDER, posted, saved_card
from tests.gateways.stripe_served import signed, stripe_served
from tests.gateways.test_stripe_charging import KEYS
from tests.orders.buying import buy, leg_of
from tests.orders.carding import SOON, charges, emptied, pays_by_card, proven, stands, turned

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3")]

BACK = "http://kleinbach.localhost/back/"


def approved(cast: Cast, number: str = NEEDS_HOLDER):
    """Return an order that staff approved, and whose card's bank asks for its holder."""
    saved_card(cast.bakery, cast.karl, number)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    return leg


def charge_of(leg) -> Charge:
    with transaction.atomic(), scoped(system(leg.seller_id).scope):
        return Charge.objects.select_related("gateway", "card").get(order_number=leg.number, aim="authorise")


def confirmed(cast: Cast, leg, answer: str = "confirm") -> None:
    begin_confirmation(charge_id=charge_of(leg).pk, by=cast.berta, at=SOON)
    posted(banks_page(charge_of(leg), BACK, at=SOON), {"answer": answer})


def test_nothing_settles_before_the_cardholder_confirmed(by_card, play):
    cast = by_card
    leg = approved(cast)

    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
    assert charges(cast.kleinbach) == [("needs_holder", "authorise")]
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000
    proven()
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        paying = card_payment(leg_of(cast.karl, leg.order_id, cast.bakery), at=SOON)
    assert paying
    assert (paying.step, paying.waits_for_buyer) == ("to_confirm", True)


def test_once_confirmed_the_order_goes_on_by_itself(by_card, play):
    cast = by_card
    leg = approved(cast)

    confirmed(cast, leg)
    learn_charge(charge_of(leg), at=SOON)
    turned(SOON + timedelta(minutes=1))

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == [("captured", "capture")]
    assert [row["captured"] for row in play.book.rows["payments"].values()] == [leg.gross_minor]
    proven()


def test_it_goes_on_though_nobody_came_back_and_no_webhook_came(by_card, play):
    cast = by_card
    leg = approved(cast)

    confirmed(cast, leg)
    turned(SOON + timedelta(minutes=3), turns=6)

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    proven()


def test_refused_at_the_bank_it_waits_and_another_card_pays_it(by_card, play):
    cast = by_card
    leg = approved(cast)
    confirmed(cast, leg, "refuse")
    learn_charge(charge_of(leg), at=SOON)
    turned(SOON + timedelta(minutes=1))
    assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
    assert charges(cast.kleinbach) == [("refused", "authorise")]

    saved_card(cast.bakery, cast.karl)
    turned(SOON + timedelta(minutes=2))

    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
    assert charges(cast.kleinbach) == [("refused", "void"), ("captured", "capture")]
    proven()


@pytest.mark.parametrize("way", ["canceled", "another card"])
def test_what_is_not_wanted_any_more_is_let_go_and_leads_to_no_bank(by_card, play, way):
    cast = by_card
    leg = approved(cast)
    charge = charge_of(leg)
    begin_confirmation(charge_id=charge.pk, by=cast.berta, at=SOON)
    page = banks_page(charge, BACK, at=SOON)

    if way == "canceled":
        reject_order(leg_id=leg.pk, reason="Not wanted", by=cast.karl, at=SOON)
    else:
        saved_card(cast.bakery, cast.karl)
    turned(SOON + timedelta(minutes=5), turns=6)
    with pytest.raises(ChargeMoved):
        begin_confirmation(charge_id=charge.pk, by=cast.berta, at=SOON)
    posted(page, {"answer": "confirm"})  # too late
    turned(SOON + timedelta(minutes=20), turns=6)

    assert charges(cast.kleinbach)[0] == ("voided", "void")
    states = [row["state"] for row in play.book.rows["payments"].values()]
    assert states == (["voided"] if way == "canceled" else ["voided", "captured"])
    proven()


@pytest.mark.covers("FUN-7")
def test_stripe_asks_for_the_cardholder_in_the_same_way(cast, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stripe_served() as server:
        pays_by_card(cast.kleinbach, cast.bakery)
        connect_gateway(kind="stripe", credentials=KEYS, by=cast.karl, at=NOON)
        emptied(cast, cast.kleinbach, cast.bakery)
        leg = approved(cast)
        assert stands(cast.karl, leg.order_id, cast.bakery) == "awaiting_payment"
        assert charges(cast.kleinbach) == [("needs_holder", "authorise")]

        server.events()
        confirmed(cast, leg)
        for body in server.events():
            hear_webhook(charge_of(leg).gateway, body, signed(body, SOON.timestamp()), at=SOON)
        turned(SOON + timedelta(seconds=30))

        assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at
        assert charges(cast.kleinbach) == [("captured", "capture")]
        proven()
