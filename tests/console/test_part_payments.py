"""Staff see what came in for an order that waits, what is still to be paid, and where it goes when the order ends."""

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from tests.console.counting import queries_of
from tests.console.test_orders import ORDERS, page_of
from tests.orders.test_receiving import pay, unpaid

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-5", "ORD-6")]
QUEUE = f"{ORDERS}?queue=awaiting-payment"


def test_an_order_that_was_paid_in_part_says_what_is_still_to_be_paid(karl: Client, cast: Cast):
    leg = unpaid(cast)
    assert "to pay</small>" not in page_of(karl, QUEUE)

    pay(cast, leg, 1_000)

    assert "€113.56</bdi> to pay</small>" in page_of(karl, QUEUE)
    assert "€113.56</bdi> to pay</small>" in page_of(karl, f"{ORDERS}?q={leg.number}")
    assert '<dt>Still to be paid</dt><dd><bdi class="money">€113.56</bdi></dd>' in page_of(
        karl, f"{ORDERS}{leg.number}/"
    )


def test_the_queue_needs_the_same_queries_however_many_were_paid_in_part(karl: Client, cast: Cast):
    pay(cast, unpaid(cast), 100, "first")
    short = queries_of(karl, QUEUE)

    for number in range(3):
        pay(cast, unpaid(cast), 100, f"more-{number}")

    assert queries_of(karl, QUEUE) == short


@pytest.mark.covers("ORD-3")
def test_to_cancel_an_order_that_was_paid_in_part_says_where_the_part_goes(karl: Client, cast: Cast):
    leg, other = unpaid(cast), unpaid(cast)
    one, many = f"{ORDERS}{leg.number}/cancel/", f"{ORDERS}cancel/?chosen={leg.number}&chosen={other.number}"
    assert "was received" not in page_of(karl, one) + page_of(karl, many)

    pay(cast, leg, 1_000)

    assert "€10.00 was received for this order. It stays in the wallet of Bakery" in page_of(karl, one)
    assert "What was received for them stays in the wallets of their buyers" in page_of(karl, many)
    assert "was received" not in page_of(karl, f"{ORDERS}{other.number}/cancel/")
