"""Orders paid by card over the API: how the card stands, and asking it once more (ORD-4, BIL-3)."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handsel.cli.demo.story import Cast
from handsel.orders.approval import approve_order
from tests.api.calling import Program
from tests.cast import NOON
from tests.gateways.playing import DECLINED_LATER, played, saved_card
from tests.orders.buying import buy
from tests.orders.carding import emptied, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-4", "BIL-3", "API-1")]


@pytest.fixture(autouse=True)
def by_card(db: None, cast: Cast) -> Iterator[None]:
    """Bakery pays Kleinbach by card, and its wallet is empty."""
    with played():
        with_card(cast.karl, cast.bakery)
        emptied(cast, cast.kleinbach, cast.bakery)
        yield


def approved(cast: Cast) -> str:
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    return leg.number


def test_an_order_tells_its_payment_method_and_how_the_card_stands(kleinbach: Program, cast):
    number = approved(cast)
    order = kleinbach.get(f"/orders/{number}").json()
    assert (order["payment_method"], order["payment"], order["situation"]) == ("card", "on_card", "being_bought")
    assert order["card_payment"] == {"state": "asked", "card": "Visa …4242", "refusal": ""}

    turned()

    order = kleinbach.get(f"/orders/{number}").json()
    assert (order["payment"], order["card_payment"]["state"]) == ("paid", "taken")
    assert kleinbach.get(f"/purchases/{number}").json()["card_payment"] is None


def test_a_no_is_told_and_the_card_is_asked_once_more(kleinbach: Program, cast):
    saved_card(cast.bakery, cast.karl, DECLINED_LATER)
    number = approved(cast)
    turned()
    order = kleinbach.get(f"/orders/{number}").json()
    assert (order["situation"], order["card_payment"]["state"]) == ("awaiting_payment", "refused")
    assert order["card_payment"]["refusal"] == "declined"

    assert kleinbach.post(f"/orders/{number}/payment-retry").status_code == 400
    again = kleinbach.post(f"/orders/{number}/payment-retry", key="one").json()
    assert again["card_payment"]["state"] == "asked"
    assert kleinbach.post(f"/orders/{number}/payment-retry", key="two").status_code == 409


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_asks_the_same_however_many_are_paid_by_card(kleinbach: Program, cast, rows):
    for _ in range(rows):
        buy(cast)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(kleinbach.get("/orders").json()["items"]) == rows

    cards = [query for query in captured if "gateways_" in query["sql"]]
    assert len(cards) == 2
