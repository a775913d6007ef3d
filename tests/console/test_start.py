"""The start page: where the reseller stands, and what waits for its staff."""

import pytest

from handsel.orders.approval import set_approval
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.orders.buying import buy


def test_the_start_page_of_a_quiet_morning(nora):
    page = nora.get("/console/").content.decode()

    assert "Hello, Nora" in page
    assert "€100.00" in page
    assert "All done" in page
    assert "No orders yet" in page


def test_an_order_that_waits_is_counted_and_leads_to_its_queue(karl, cast):
    set_approval(account_id=cast.bakery, required=True, by=cast.karl, at=NOON)
    leg = buy(cast)

    page = karl.get("/console/").content.decode()

    assert leg.number in page
    assert "Orders need your approval" in page
    assert "/console/orders/?queue=awaiting-approval" in page
    assert '<span class="hs-count is-urgent">1</span>' in page


def test_the_operator_sees_its_sub_resellers_in_place_of_a_wallet(cast, db):
    page = logged_in("operator", "olga@handsel.example").get("/console/").content.decode()

    assert "Sub-resellers" in page
    assert "Available funds" not in page


@pytest.mark.parametrize("orders", [1, 5])
def test_the_page_needs_the_same_queries_however_many_orders_there_are(karl, cast, orders, django_assert_num_queries):
    for _ in range(orders):
        buy(cast)
    karl.get("/console/")

    with django_assert_num_queries(38):
        karl.get("/console/")
