"""Trying again what waits for one's own funds, and nothing told of what others lack (ORD-11, ORD-14)."""

import pytest

from handsel.cli.demo.story import fund
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.test_orders import ORDERS, locked_at_kleinbach, page_of
from tests.orders.buying import buy, leg_of

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
