"""Orders paid by card at the desk: how the card stands, why it said no, and what staff can do (ORD-4)."""

from collections.abc import Iterator

import pytest

from handsel.cli.demo.story import Cast
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.gateways.playing import DECLINED_LATER, played, saved_card
from tests.orders.buying import buy
from tests.orders.carding import emptied, stands, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3")]


@pytest.fixture(autouse=True)
def by_card(db: None, cast: Cast) -> Iterator[None]:
    """Bakery pays Kleinbach by card, and its wallet is empty."""
    with played():
        with_card(cast.karl, cast.bakery)
        emptied(cast, cast.kleinbach, cast.bakery)
        yield


def sheet(client, number: str) -> str:
    answer = client.get(f"/console/orders/{number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def approved(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    return leg


def test_the_order_tells_how_the_card_stands_at_each_step(karl, cast):
    leg = buy(cast)
    assert "Visa …4242 will be charged when the order is approved." in sheet(karl, leg.number)

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert "The bank is being asked for the amount on Visa …4242." in sheet(karl, leg.number)

    turned()
    assert "Visa …4242 was charged." in sheet(karl, leg.number)


def test_a_no_is_told_with_its_reason_and_staff_ask_once_more(karl, cast):
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = approved(cast)
    turned()

    page = sheet(karl, leg.number)
    assert "Visa …0341 was refused: The bank declined the card." in page
    assert "The card did not pay" in page  # in the history
    assert f"/console/orders/{leg.number}/pay-again/" in page

    answer = karl.post(f"/console/orders/{leg.number}/pay-again/", headers=HTMX)
    assert answer.status_code in {200, 204}
    assert stands(cast.karl, leg.order_id, cast.bakery) == "being_bought"
    assert karl.post(f"/console/orders/{leg.number}/pay-again/", headers=HTMX).status_code == 409
    assert karl.post("/console/orders/NOSUCHNO/pay-again/", headers=HTMX).status_code == 404


def test_who_only_reads_sees_why_they_cannot_ask_again(ruth, cast):
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    leg = approved(cast)
    turned()

    assert "pay-again" not in sheet(ruth, leg.number)
    assert ruth.post(f"/console/orders/{leg.number}/pay-again/", headers=HTMX).status_code == 403


def test_what_could_not_be_taken_is_told(karl, cast):
    saved_card(cast.bakery, cast.karl, "4000000000000127")
    leg = approved(cast)
    turned()

    assert "The bank has not paid what it had reserved on Visa …0127. It is asked again." in sheet(karl, leg.number)


def test_a_resellers_own_card_that_says_no_is_told_to_it_and_not_to_its_customer(karl, cast):
    with_card(cast.nora, cast.kleinbach, DECLINED_LATER)
    emptied(cast, cast.nordlicht, cast.kleinbach)
    leg = approved(cast)
    turned()

    page = sheet(karl, leg.number)

    assert "Visa …0341 was refused: The bank declined the card." in page
    assert "Try again" in page
    retried = karl.post(f"/console/orders/{leg.number}/retry/", headers=HTMX)
    assert retried.status_code in {200, 204}
    assert stands(cast.karl, leg.order_id, cast.bakery) == "being_bought"
