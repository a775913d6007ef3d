"""An order on paper tells its end: how it stands, why it was canceled, what was paid back of it (ORD-2, ORD-18)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.refunding import confirm_refund
from handsel.orders.approval import approve_order, reject_order
from tests.cast import NOON
from tests.deliveries.delivering import bought, by_hand, tasks, work
from tests.deliveries.refunding import asked, delivered, refund_of
from tests.orders.buying import buy, fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-2", "ORD-12", "ORD-18")]


def paper(client: Client, number: str) -> str:
    return client.get(f"/console/orders/{number}/print/").content.decode()


def test_a_rejected_order_says_so_and_why(karl: Client, cast: Cast):
    leg = buy(cast)
    assert "Pending reseller approval" in paper(karl, leg.number)

    reject_order(leg_id=leg.pk, reason="Not offered any more", by=cast.karl, at=NOON)

    assert ">Canceled<" in paper(karl, leg.number)
    assert "Not offered any more" in paper(karl, leg.number)
    assert "Paid back" not in paper(karl, leg.number)


def test_what_was_given_back_before_it_was_delivered_stands_at_its_line(karl: Client, cast: Cast):
    leg = bought(cast)

    give_back_line(delivery_id=tasks(cast.olga)[0].delivery_id, reason="None left", by=cast.olga, at=NOON)

    shown = paper(karl, leg.number)
    assert ">Canceled<" in shown
    assert ">Paid back</span>" in shown
    assert '>Paid back</th><td class="is-amount">' in shown
    assert "None left" not in shown


def test_of_several_lines_only_what_was_paid_back_says_so_with_the_sum(karl: Client, cast: Cast):
    by_hand(cast, "MAIL")
    fill_cart(cast)
    leg = buy(cast, "MAIL")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    task = next(task for task in tasks(cast.olga) if task.way == "manual")

    give_back_line(delivery_id=task.delivery_id, reason="None left", by=cast.olga, at=NOON)

    shown = paper(karl, leg.number)
    assert ">Executed<" in shown
    assert shown.count(">Paid back</span>") == 1


def test_a_refunded_order_says_so(karl: Client, cast: Cast):
    leg = delivered(cast)
    assert "Paid back" not in paper(karl, leg.number)
    asked(cast, leg)
    for by in (cast.nora, cast.olga):
        confirm_refund(refund_id=refund_of(by).pk, by=by, at=NOON)

    shown = paper(karl, leg.number)

    assert "Executed (refunded)" in shown
    assert '>Paid back</th><td class="is-amount">' in shown
