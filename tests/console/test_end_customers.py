"""For which customer of the buyer an order is, as the glass wall lets it through, on the order's page (USR-6)."""

import pytest
from django.test import Client

from handsel.accounts.walls import set_wall
from handsel.cli.demo.story import Cast
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db


def page(client: Client, number: str) -> str:
    answer = client.get(f"/console/orders/{number}/")
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.covers("USR-6", "ACC-25")
@pytest.mark.parametrize(("wall", "shown"), [("names", "Bakery Brandt"), ("masked", "B••••t"), ("counts", "")])
def test_the_parent_reads_for_whom_its_reseller_buys_as_the_wall_lets_through(cast: Cast, wall: str, shown: str):
    number = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON).number
    set_wall(wall=wall, by=cast.karl, at=NOON)

    told = page(logged_in("nordlicht", "nora@nordlicht.example"), number)

    assert "<dt>For</dt>" in told
    for text in ("Bakery Brandt", "B••••t"):
        assert (text in told) is (text == shown)


@pytest.mark.covers("USR-6")
def test_where_the_buyer_is_the_last_nobody_else_is_named(karl: Client, cast: Cast):
    assert "<dt>For</dt>" not in page(karl, buy(cast).number)
