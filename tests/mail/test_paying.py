"""Mails about payments that are waited for: how to pay, and what was announced and not found (BIL-3, FUN-7)."""

import pytest
from django.db import transaction

from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.announcing import Announced, announce_payment, decline_announcement
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.mailing import send_order_mail_again
from handsel.orders.receiving import record_payment
from tests.cast import NOON
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db

IBAN = "DE89 3704 0044 0532 0130 00"
WORDS = "Please send {amount} within <b>two</b> weeks.\nName {reference} for order {order}."


def mail_of(cast, kind):
    read_all(NOON)
    (found,) = [mail for mail in mails(cast.kleinbach) if mail.kind == kind]
    return found


def part(minor: int) -> Received:
    return Received(Money(minor, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "part")


def explained(cast, **more):
    changes = {
        "iban": IBAN,
        "account_holder": "Kleinbach & Co",
        "instructions": {"bank_transfer": {"en": WORDS}},
    } | more
    change_ways_to_pay(changes=changes, version=0, by=cast.karl, at=NOON)


@pytest.mark.covers("BIL-3")
def test_an_order_that_waits_for_money_says_how_to_pay_in_html_and_in_plain_text(cast):
    read_all(NOON)
    explained(cast)
    leg = buy(cast, "MOVE", "Per site", quantity=5)

    mail = mail_of(cast, "order_placed")

    assert "within &lt;b&gt;two&lt;/b&gt; weeks." in mail.html
    assert "Please send €375.20 within <b>two</b> weeks.\n" in mail.text
    assert f"for order {leg.number}." in mail.text
    assert f"IBAN: {IBAN}" in mail.text
    assert "Account holder: Kleinbach & Co" in mail.text
    assert "Reference: RF" in mail.text
    assert "Nordlicht" not in mail.html


@pytest.mark.covers("BIL-3", "ORD-6")
@pytest.mark.parametrize(("role", "asked"), [(Role.BUYER_AND_BILLING, "€3.56"), (Role.BUYER, "€103.56")])
def test_an_order_that_is_paid_in_part_asks_for_the_rest_and_tells_of_funds_who_may_know_them(cast, role, asked):
    leg = buy(cast, "TLS", "One year", 2)
    record_payment(leg_id=leg.pk, received=part(2_000), by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.berta.user_id).update(role=role)
    read_all(NOON)
    explained(cast)

    send_order_mail_again(leg_id=leg.pk, by=cast.karl, at=NOON)

    read_all(NOON)
    mail = mails(cast.kleinbach, kind="order_placed")[-1]
    assert f"Please send {asked} within" in mail.text


@pytest.mark.covers("BIL-3", "ORD-6")
def test_the_second_order_that_waits_asks_for_what_the_first_leaves_to_pay(cast):
    read_all(NOON)
    explained(cast)
    for _ in range(2):
        buy(cast, "TLS", "One year", 2)

    read_all(NOON)

    texts = [mail.text for mail in mails(cast.kleinbach, kind="order_placed")]
    assert [amount in text for amount, text in zip(("€23.56", "€123.56"), texts, strict=True)] == [True] * 2


@pytest.mark.covers("BIL-3")
def test_an_order_that_is_paid_says_nothing_about_paying(cast):
    read_all(NOON)
    explained(cast)
    buy(cast)

    assert "IBAN" not in mail_of(cast, "order_placed").text


@pytest.mark.covers("FUN-7")
def test_who_announced_reads_why_it_was_declined(cast):
    read_all(NOON)
    announced = Announced(Money(5_000, "EUR"), NOON.date(), "k", reference="May <i>")
    told = announce_payment(buyer_id=cast.bakery, announced=announced, by=cast.berta, at=NOON)
    decline_announcement(announcement_id=told.pk, reason="Not on our statement", by=cast.karl, at=NOON)

    mail = mail_of(cast, "announcement_declined")

    assert mail.recipient == "berta@bakery.example"
    assert "€50.00" in mail.subject
    assert "Not on our statement" in " ".join(mail.text.split())
    assert "May &lt;i&gt;" in mail.html
