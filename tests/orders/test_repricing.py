"""A price that changed goes back to the buyer, who agrees to the new one or ends the order (ORD-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.proof import delivery_faults
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order, reject_order, retry_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.rechecking import PriceChanged
from handsel.orders.repricing import NewPrice, ask_buyer, confirm_price, decline_price, new_price
from handsel.orders.rules import StatusConflict
from handsel.orders.status import situation
from tests.cast import NOON, wallet
from tests.mail.reading import mails, read_all
from tests.orders.branches import mark_up
from tests.orders.buying import buy, leg_of
from tests.orders.carding import emptied

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-13")]

LATER = NOON + timedelta(hours=1)


def asked(cast: Cast) -> Leg:
    """Let Bakery order, Kleinbach raise its prices, and ask."""
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    return ask_buyer(leg_id=leg.pk, by=cast.karl, at=LATER)


def today(cast: Cast, leg: Leg) -> NewPrice:
    with transaction.atomic(), scoped(cast.berta.scope):
        found = new_price(Leg.objects.get(pk=leg.pk), at=LATER)
    assert found
    return found


def stands(cast: Cast, leg: Leg) -> str:
    return situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def test_the_buyer_is_asked_and_its_money_stays_set_aside(cast):
    leg = asked(cast)

    assert stands(cast, leg) == "awaiting_buyer"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    assert today(cast, leg).total == Money(990, "EUR")
    with pytest.raises(StatusConflict):
        approve_order(leg_id=leg.pk, by=cast.karl, at=LATER)
    assert retry_order(order_id=leg.order_id, by=system(cast.kleinbach), at=LATER) == "awaiting_buyer"
    assert proved()


def test_the_buyer_agrees_and_the_order_goes_on_at_the_new_price(cast):
    leg = asked(cast)

    done = confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.berta, at=LATER)

    assert (done.gross_minor, done.repriced_at, situation(done).name) == (990, LATER, "in_progress")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 990
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert leg_of(cast.nora, leg.order_id, cast.kleinbach).net_minor == 660
    assert proved()


def test_the_buyer_agrees_while_somebody_above_is_to_agree(cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = asked(cast)

    done = confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.berta, at=LATER)

    assert (done.approval, situation(done).name) == ("approved", "in_progress")
    assert situation(leg_of(cast.nora, leg.order_id, cast.kleinbach)).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 990
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 660
    assert proved()


@pytest.mark.covers("ORD-11")
def test_the_buyer_agrees_while_somebody_above_lacks_the_money(cast):
    leg = asked(cast)
    emptied(cast, cast.nordlicht, cast.kleinbach)

    done = confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.berta, at=LATER)

    assert (done.approval, situation(done).name) == ("approved", "in_progress")
    assert leg_of(cast.nora, leg.order_id, cast.kleinbach).fulfilment == "locked"
    assert (wallet(cast.kleinbach, cast.bakery).held_minor, done.settled_at) == (990, None)
    assert proved()


def test_a_price_that_changed_once_more_is_not_agreed_to_unseen(cast):
    leg = asked(cast)
    mark_up(cast.kleinbach, Decimal(60))

    with pytest.raises(PriceChanged):
        confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.berta, at=LATER)

    assert stands(cast, leg) == "awaiting_buyer"
    assert leg_of(cast.karl, leg.order_id, cast.bakery).net_minor == 792
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    confirm_price(leg_id=leg.pk, total=today(cast, leg).total, by=cast.berta, at=LATER)
    assert proved()


def test_the_buyer_does_not_agree_and_the_order_ends(cast):
    leg = asked(cast)

    done = decline_price(leg_id=leg.pk, by=cast.berta, at=LATER)

    assert (situation(done).name, done.approval, done.is_withdrawn) == ("canceled", "rejected", True)
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    with pytest.raises(StatusConflict):
        confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.berta, at=LATER)
    assert proved()


def test_who_cannot_pay_the_new_price_is_asked_for_the_money(cast):
    leg = buy(cast, quantity=10)
    mark_up(cast.kleinbach, Decimal(100))
    ask_buyer(leg_id=leg.pk, by=cast.karl, at=LATER)

    confirm_price(leg_id=leg.pk, total=today(cast, leg).total, by=cast.berta, at=LATER)

    assert stands(cast, leg) == "awaiting_payment"
    assert proved()


def test_only_a_price_that_changed_is_asked_about_and_only_the_buyer_answers(cast):
    leg = buy(cast)
    with pytest.raises(StatusConflict):
        ask_buyer(leg_id=leg.pk, by=cast.karl, at=LATER)
    mark_up(cast.kleinbach, Decimal(50))
    with pytest.raises(Forbidden):
        ask_buyer(leg_id=leg.pk, by=cast.berta, at=LATER)
    ask_buyer(leg_id=leg.pk, by=cast.karl, at=LATER)
    with pytest.raises(StatusConflict):
        ask_buyer(leg_id=leg.pk, by=cast.karl, at=LATER)
    with pytest.raises(Forbidden):
        confirm_price(leg_id=leg.pk, total=Money(990, "EUR"), by=cast.karl, at=LATER)

    assert situation(reject_order(leg_id=leg.pk, reason="Too late", by=cast.karl, at=LATER)).name == "canceled"
    assert proved()


@pytest.mark.covers("MAI-1")
def test_the_buyer_is_told_both_prices(cast):
    leg = asked(cast)
    read_all(LATER)

    (mail,) = mails(cast.kleinbach, kind="order_price_asked")

    assert mail.recipient == "berta@bakery.example"
    assert leg.number in mail.subject
    assert "9.90" in mail.text
    assert "7.92" in mail.text
