"""A customer is asked for a new price on its order, and agrees or ends it (ORD-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.cli.demo.story import Cast
from handsel.orders.models import Leg
from handsel.orders.repricing import ask_buyer
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX, logged_in
from tests.orders.branches import mark_up
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-13")]


def asked(cast: Cast) -> Leg:
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    return ask_buyer(leg_id=leg.pk, by=cast.karl, at=NOON + timedelta(hours=1))


def test_a_customer_agrees_to_the_price_that_it_sees(berta, cast: Cast):
    at = f"/orders/{asked(cast).number}/"
    shown = berta.get(at).content.decode()
    assert "Order at the new price" in shown
    assert 'name="total" value="990"' in shown
    assert berta.post(f"{at}price/", total="1", answer="yes").status_code == 409

    assert berta.post(f"{at}price/", total="990", answer="yes").status_code == 302

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 990
    assert "Order at the new price" not in berta.get(at).content.decode()


def test_a_customer_ends_the_order(berta, cast: Cast):
    at = f"/orders/{asked(cast).number}/"

    assert berta.post(f"{at}price/", total="990", answer="no").status_code == 302

    assert "Canceled" in berta.get(at).content.decode()
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


def test_staff_ask_from_what_changed(berta, cast: Cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    at = f"/console/orders/{leg.number}/"
    assert "Ask the buyer for the new price" in karl.get(at).content.decode()

    assert karl.post(f"{at}ask-buyer/", headers=HTMX).status_code == 204

    assert "Waiting for the buyer" in karl.get(at).content.decode()
    assert "Order at the new price" in berta.get(f"/orders/{leg.number}/").content.decode()
