"""What a customer who pays by card reads and does: at the checkout, while the bank is asked, after a no (ORD-4)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from handsel.cli.demo.story import Cast, fund
from handsel.gateways.cards import remove_card
from handsel.orders.approval import approve_order, set_approval
from tests.cast import NOON
from tests.gateways.playing import DECLINED_LATER, NEEDS_HOLDER, played, posted, saved_card
from tests.orders.buying import buy
from tests.orders.carding import SOON, emptied, turned, with_card
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3")]


@pytest.fixture(autouse=True)
def by_card(db: None, cast: Cast) -> Iterator[None]:
    """Bakery pays Kleinbach by card, and its wallet is empty."""
    with played():
        with_card(cast.karl, cast.bakery)
        emptied(cast, cast.kleinbach, cast.bakery)
        yield


def refused(cast, number=DECLINED_LATER):
    saved_card(cast.bakery, cast.karl, number)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    return leg


def test_the_checkout_says_which_card_is_charged_and_when(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))

    assert "Your card ending in 4242 will be charged when the order is approved." in berta.text("/checkout/")
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    page = berta.text("/checkout/")
    assert "Your card ending in 4242 will be charged when you order." in page
    assert "do not suffice" not in page


def test_money_in_the_funds_comes_first_at_the_checkout_too(berta, cast):
    fund(cast.karl, cast.bakery, 10_000, "by-bank", NOON)
    berta.put(offer(cast.berta, "WEB-S"))

    page = berta.text("/checkout/")

    assert "Payment from your funds" in page
    assert "will be charged" not in page


def test_without_a_card_the_checkout_offers_to_save_one(berta, cast):
    remove_card(buyer_id=cast.bakery, by=cast.karl, at=NOON)
    berta.put(offer(cast.berta, "WEB-S"))

    page = berta.text("/checkout/")

    assert "There is no card on file." in page
    assert "Save a card" in page


def test_an_order_says_that_the_card_is_charged_on_approval(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))

    number = berta.order()

    assert "Your card is charged when it is approved." in berta.text(f"/orders/{number}/placed/")
    assert "Visa …4242 will be charged when the order is approved." in berta.text(f"/orders/{number}/")


def test_while_the_bank_is_asked_the_page_looks_again_by_itself(berta, cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    page = berta.get(f"/orders/{leg.number}/").content.decode()
    assert "every 3s" in page
    turned()

    page = berta.get(f"/orders/{leg.number}/").content.decode()
    assert "every 3s" not in page
    assert "Visa …4242 was charged." in page
    assert "Paid by card" in page


def test_a_no_is_told_in_words_with_the_ways_out(berta, cast):
    leg = refused(cast)
    turned()

    page = berta.text(f"/orders/{leg.number}/")

    assert "Visa …0341 was refused: The bank declined the card." in page
    assert "Placed (done) Approved (done) Paid Being delivered" in page
    for way in ("Use another card", "Try this card again", "Pay in another way"):
        assert way in page
    answer = berta.post(f"/orders/{leg.number}/pay/")
    assert answer.status_code == 302
    assert "The bank is being asked" in berta.text(f"/orders/{leg.number}/")
    assert berta.post(f"/orders/{leg.number}/pay/").status_code == 409
    assert berta.post("/orders/NOSUCHNO/pay/").status_code == 404


def test_an_order_without_a_card_asks_for_one(berta, cast):
    remove_card(buyer_id=cast.bakery, by=cast.karl, at=NOON)
    leg = buy(cast)

    page = berta.text(f"/orders/{leg.number}/")

    assert "there is no card on file" in page
    assert "Save a card" in page
    assert "Try this card again" not in page


def test_what_a_tier_above_lacks_is_not_told(berta, cast):
    emptied(cast, cast.nordlicht, cast.kleinbach)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    page = berta.text(f"/orders/{leg.number}/")

    assert "It is being carried out." in page
    assert "Awaiting payment" not in page


def test_who_is_asked_for_by_the_bank_goes_there_from_the_order_and_comes_back(berta, cast):
    leg = refused(cast, NEEDS_HOLDER)
    turned()
    page = berta.text(f"/orders/{leg.number}/")
    assert "The bank wants the cardholder to confirm the payment with Visa …3155." in page
    confirm = re.search(r"/funds/charges/\d+/confirm/", berta.get(f"/orders/{leg.number}/").content.decode())
    assert confirm
    result = confirm[0].removesuffix("confirm/")
    assert "Confirm the payment at your bank" in berta.text(result)
    assert "Handsel" not in berta.text(result)

    leaving = berta.post(confirm[0])
    bank = re.search(r'http://[^"]+/bank/[^"]+', leaving.content.decode())
    assert bank
    assert posted(bank[0], {"answer": "confirm"})[1].endswith(result)

    assert "The bank has reserved the amount." in berta.text(result)
    turned(SOON + timedelta(minutes=1))
    assert "Visa …3155 was charged." in berta.text(f"/orders/{leg.number}/")
    assert berta.post(confirm[0]).status_code == 409
    assert berta.post("/funds/charges/999999/confirm/").status_code == 404
