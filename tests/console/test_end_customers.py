"""For which customer of the buyer an order is, as the glass wall lets it through, on the order's page (USR-6)."""

import pytest
from django.test import Client

from handsel.accounts.walls import set_wall
from handsel.cli.demo.story import Cast
from handsel.orders.approval import approve_order
from handsel.orders.purchases import order_at_parent
from handsel.orders.wanted import LineWanted
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.console.counting import queries_of
from tests.guests.shopping import own_people, put, shopping_for
from tests.orders.buying import buy
from tests.storefront.visitors import offer

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


@pytest.mark.covers("USR-6", "ACC-25")
@pytest.mark.parametrize(("wall", "shown"), [("names", "Bakery Brandt"), ("masked", "B••••t"), ("counts", "")])
def test_the_list_says_for_whom_each_order_and_each_cart_is(cast: Cast, wall: str, shown: str):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    put(shopping_for(cast, cast.bakery), 2)
    set_wall(wall=wall, by=cast.karl, at=NOON)
    nora = logged_in("nordlicht", "nora@nordlicht.example")

    for path in ("/console/orders/", "/console/orders/?queue=incomplete"):
        told = nora.get(path).content.decode()
        assert f"for {shown}" in told
        for text in ("Bakery Brandt", "B••••t"):
            assert (text in told) is (text == shown)


@pytest.mark.covers("USR-6", "ACC-25")
def test_the_page_of_a_cart_says_for_whom_it_is(cast: Cast):
    mine, theirs = put(own_people(cast), 1), put(shopping_for(cast, cast.bakery), 2)
    set_wall(wall="masked", by=cast.karl, at=NOON)
    nora = logged_in("nordlicht", "nora@nordlicht.example")

    assert "<dd>B••••t</dd>" in page(nora, theirs.number)
    assert "<dt>For</dt>" not in page(nora, mine.number)


@pytest.mark.covers("USR-6")
def test_lists_take_as_many_queries_for_five_as_for_one(cast: Cast):
    nora = logged_in("nordlicht", "nora@nordlicht.example")
    paths = ("/console/orders/", "/console/orders/?queue=incomplete")

    def grown(count: int) -> list[int]:
        for account in customers(cast, count, f"Crowd{count}"):
            order_at_parent(account_id=account, lines=[LineWanted(plan, 1)], by=cast.karl, at=NOON)
            put(shopping_for(cast, account), 1)
        return [queries_of(nora, path) for path in paths]

    plan = offer(own_people(cast), "MAIL").plan_id
    nora.get(paths[0])

    assert grown(1) == grown(4)


@pytest.mark.covers("USR-6")
def test_the_reseller_reads_for_which_of_its_customers_it_bought(karl: Client, cast: Cast):
    plan = offer(own_people(cast), "MOVE", "Per site").plan_id
    theirs = order_at_parent(account_id=cast.bakery, lines=[LineWanted(plan, 2)], by=cast.karl, at=NOON).number
    mine = order_at_parent(account_id=None, lines=[LineWanted(plan, 2)], by=cast.karl, at=NOON).number

    assert "Bakery Brandt</a></dd>" in page(karl, theirs)
    assert "<dt>For</dt>" not in page(karl, mine)


@pytest.mark.covers("USR-6")
def test_where_the_buyer_is_the_last_nobody_else_is_named(karl: Client, cast: Cast):
    assert "<dt>For</dt>" not in page(karl, buy(cast).number)
