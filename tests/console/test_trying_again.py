"""Trying again what waits for one's own funds, and nothing told of what others lack (ORD-11, ORD-14)."""

from datetime import timedelta

import pytest

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.clock import now
from handsel.orders.approval import approve_order, set_approval
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from tests.api.calling import program
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.test_orders import ORDERS, locked_at_kleinbach, page_of
from tests.orders.buying import buy, fill_cart, leg_of
from tests.orders.carding import emptied

pytestmark = pytest.mark.django_db


def test_trying_again_goes_on_once_the_funds_are_there(karl, cast):
    leg = locked_at_kleinbach(cast)

    first = karl.post(f"{ORDERS}{leg.number}/retry/", headers=HTMX)
    assert "still waits for funds" in page_of(karl, f"{ORDERS}{leg.number}/")
    fund(cast.nora, cast.kleinbach, 10_000, "relief", NOON)
    fund(cast.olga, cast.nordlicht, 10_000, "relief-too", NOON)
    assert "The funds are there now." in page_of(karl, f"{ORDERS}{leg.number}/")
    karl.post(f"{ORDERS}{leg.number}/retry/", headers=HTMX)

    assert first.status_code == 204
    assert leg_of(cast.karl, leg.order_id, cast.bakery).settled_at


@pytest.mark.covers("ORD-11", "ORD-14")
def test_what_waits_for_nothing_of_ours_is_not_tried_again_and_nothing_is_told_of_it(karl, cast):
    fund(cast.karl, cast.bakery, 50_000, "enough", NOON)
    fund(cast.nora, cast.kleinbach, 50_000, "enough-too", NOON)
    above = approve_order(leg_id=buy(cast, "MOVE", "Per site", 2).pk, by=cast.karl, at=NOON)
    done = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    short, settled = [karl.post(f"{ORDERS}{leg.number}/retry/", headers=HTMX) for leg in (above, done)]

    assert (short.status_code, settled.status_code) == (409, 409)
    assert short.content == settled.content
    assert "for funds" not in page_of(karl, f"{ORDERS}{above.number}/")


def test_trying_again_what_is_short_further_up_then_reads_that_it_goes_on(karl, cast):
    """Of Nordlicht's 100.00 the first order left 34.00, and this one costs it 66.00."""
    leg = locked_at_kleinbach(cast)
    fund(cast.nora, cast.kleinbach, 10_000, "relief", NOON)

    karl.post(f"{ORDERS}{leg.number}/retry/", headers=HTMX)

    assert f"Order {leg.number} goes on." in page_of(karl, f"{ORDERS}{leg.number}/")
    assert leg_of(cast.olga, leg.order_id, cast.nordlicht).fulfilment == "locked"


def old_below(cast: Cast) -> Leg:
    """Let Nordlicht lack funds for an order whose price at Kleinbach has grown old."""
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    rules = {"remind_after_hours": None, "most_reminders": 1, "keep_days": 90, "prices_hold_days": 7, "version": 0}
    set_cart_rules(**rules, by=cast.karl, at=NOON)
    emptied(cast, cast.operator, cast.nordlicht)
    return place_order(order_id=fill_cart(cast).pk, by=cast.berta, at=now() - timedelta(days=8))


@pytest.mark.covers("ORD-13")
def test_what_is_asked_about_below_again_meanwhile_is_told_as_such(nora, cast):
    leg = old_below(cast)

    answer = nora.post(f"{ORDERS}{leg.number}/retry/", headers=HTMX)

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/console/purchases/")
    assert f"Order {leg.number} waits for your buyer again" in page_of(nora, "/console/purchases/")
    assert leg_of(cast.karl, leg.order_id, cast.bakery).approval == "pending"


@pytest.mark.covers("ORD-13", "API-1")
def test_over_the_api_it_is_not_bought_then(cast):
    leg, nordlicht = old_below(cast), program(cast.nora, "nordlicht")

    answer = nordlicht.post(f"/purchases/{leg.number}/retry", {}, key="again")

    assert (answer.status_code, answer.json()["situation"]) == (200, "not_bought")
    assert leg_of(cast.karl, leg.order_id, cast.bakery).approval == "pending"
