"""Mails about cards that do not pay: to the buyer whose order waits, to staff who see to the money (ORD-4, FUN-7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from handsel.cli.demo.story import Cast, fund
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from tests.cast import NOON
from tests.gateways.playing import DECLINED_LATER, NEEDS_HOLDER, played
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy
from tests.orders.carding import SOON, emptied, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "MAI-1")]


@pytest.fixture(autouse=True)
def gateway(db: None) -> Iterator[None]:
    with played():
        yield


def approved(cast: Cast, number: str) -> Leg:
    with_card(cast.karl, cast.bakery, number)
    emptied(cast, cast.kleinbach, cast.bakery)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    return leg


def test_a_card_that_said_no_is_told_to_those_who_pay_with_the_way_out(cast):
    leg = approved(cast, DECLINED_LATER)
    read_all(NOON)

    (mail,) = [mail for mail in mails(cast.kleinbach) if mail.kind == "order_card_failed"]

    assert mail.recipient == "berta@bakery.example"
    assert leg.number in mail.subject
    assert "The bank refused Visa …0341" in mail.text
    assert "http://kleinbach.localhost:8000/payment-details/" in mail.text
    assert "Nordlicht" not in mail.html


def test_a_card_that_needs_its_holder_is_told_with_a_link_to_confirm_and_not_as_a_no(cast):
    leg = approved(cast, NEEDS_HOLDER)
    read_all(NOON)

    told = {mail.kind: mail for mail in mails(cast.kleinbach)}
    assert "order_card_failed" not in told
    mail = told["order_to_confirm"]
    assert mail.recipient == "berta@bakery.example"
    assert leg.number in mail.subject
    assert "http://kleinbach.localhost:8000/funds/charges/" in mail.text
    assert "Nordlicht" not in mail.html


def test_an_order_that_went_on_meanwhile_is_not_told(cast):
    leg = approved(cast, DECLINED_LATER)
    fund(cast.karl, cast.bakery, leg.gross_minor, "by-bank", NOON)
    turned(SOON + timedelta(minutes=1))
    read_all(NOON)

    assert "order_card_failed" not in {mail.kind for mail in mails(cast.kleinbach)}


def test_what_the_bank_does_not_pay_is_told_to_staff_and_the_locked_wallet_too(cast):
    leg = approved(cast, "4000000000000127")
    turned(SOON + timedelta(hours=2))
    read_all(NOON)
    told = [mail for mail in mails(cast.kleinbach) if mail.kind == "card_not_taken"]
    assert {mail.recipient for mail in told} == {"karl@kleinbach.example", "klara@kleinbach.example"}
    assert leg.number in told[0].subject

    turned(SOON + timedelta(hours=30))
    read_all(NOON)

    locked = [mail for mail in mails(cast.kleinbach) if mail.kind == "wallet_locked"]
    assert "The card did not pay receipt" in locked[0].text
    assert "/console/accounts/" in locked[0].text
