"""The mails of an order that was not delivered whole say what came, what not, and what went back (ORD-12, MAI-1)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import cancel_settled_order
from handsel.deliveries.working import deliver, fail_deliveries
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Approval, Leg
from handsel.orders.placement import place_order
from tests.cast import NOON
from tests.deliveries.delivering import by_hand, tasks, work
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "MAI-1")]


@pytest.fixture
def two(cast: Cast) -> Leg:
    """An order of hosting and a licence, both delivered by hand."""
    by_hand(cast, "WEB-S", "TLS")
    fill_cart(cast)
    leg = buy(cast, "TLS", "One year")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


def told(seller_id: int, kind: str) -> str:
    read_all(NOON)
    mail, *_others = mails(seller_id, kind=kind)
    return " ".join(mail.text.split())


def test_who_ordered_reads_what_was_not_delivered_why_and_what_went_back(cast: Cast, two: Leg):
    hosting, licence = tasks(cast.olga)
    deliver(delivery_ids=[hosting.delivery_id], handed=Handed.of([("Server", "X")]), by=cast.olga, at=NOON)
    cancel_settled_order(leg_id=two.pk, reason="There are none left", by=cast.karl, at=NOON)
    work()

    mail = told(cast.kleinbach, "order_executed")

    assert "not all of it was delivered" in mail
    assert "Everything" not in mail
    assert "not delivered: There are none left" in mail
    assert mail.count("not delivered:") == 1
    assert f"€{licence.delivery.leg_line.gross_minor / 100}" not in mail, "what the supplier earned is not told below"
    assert "went back to your account with us" in mail


def test_who_gets_everything_reads_so(cast: Cast, two: Leg):
    del two
    for task in tasks(cast.olga):
        deliver(delivery_ids=[task.delivery_id], handed=Handed.of([("Key", str(task.pk))]), by=cast.olga, at=NOON)
    work()

    assert "Everything in your order" in told(cast.kleinbach, "order_executed")


def test_an_order_that_was_paid_and_called_off_says_what_went_back(cast: Cast, two: Leg):
    cancel_settled_order(leg_id=two.pk, reason="Ordered twice", by=cast.karl, at=NOON)
    work()

    mail = told(cast.kleinbach, "order_canceled")

    assert "went back to your account with us" in mail
    assert "Nothing is charged" not in mail


def test_a_seller_reads_in_the_mail_the_reason_that_its_own_purchase_shows(cast: Cast):
    by_hand(cast, "WEB-S")
    seat = {"seller_id": cast.nordlicht, "buyer_id": cast.kleinbach, "role": Role.BUYER_AND_BILLING}
    buyer = replace(cast.karl, **seat)
    with transaction.atomic(), scoped(buyer.scope):
        plan = next(one.plan_id for one in offers_to(cast.kleinbach) if one.sku == "WEB-S")
    cart = put_in_cart(buyer_id=cast.kleinbach, plan_id=plan, quantity=1, by=buyer, at=NOON)
    leg = place_order(order_id=cart.pk, by=buyer, at=NOON)
    if leg.approval == Approval.PENDING:
        approve_order(leg_id=leg.pk, by=cast.nora, at=NOON)
    work()
    (task,) = tasks(cast.olga)

    fail_deliveries(delivery_ids=[task.delivery_id], reason="The rack is full", by=cast.olga, at=NOON)
    work()

    assert "The rack is full" in told(cast.nordlicht, "delivery_failed")
    assert "The rack is full" not in told(cast.nordlicht, "order_not_delivered")
