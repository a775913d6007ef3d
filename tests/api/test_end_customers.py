"""For which customer of the buyer an order is, and orders at one's own seller that say so (USR-6, ACC-25)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.suspending import suspend_account
from handsel.accounts.walls import set_wall
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.purchases import order_at_parent
from handsel.orders.wanted import LineWanted
from handsel.timeline.models import Event
from tests.accounts.crowds import customers
from tests.api.calling import Program, number_of, program
from tests.api.test_lists import queries
from tests.api.test_orders import plan_of
from tests.cast import NOON, wallet
from tests.guests.shopping import put, shopping_for
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-6", "API-1")]


@pytest.fixture
def nordlicht(cast: Cast, db: None) -> Program:
    return program(cast.nora, "nordlicht")


def ordered(kleinbach: Program, end_customer: int | None, key: str = "one", quantity: int = 2):
    body = {"lines": [{"plan_id": plan_of(kleinbach), "quantity": quantity}]}
    return kleinbach.post("/purchases", body | ({"end_customer": end_customer} if end_customer else {}), key=key)


@pytest.mark.covers("ACC-25")
@pytest.mark.parametrize(("wall", "name"), [("names", "Bakery Brandt"), ("masked", "B••••t"), ("counts", "")])
def test_orders_and_carts_name_the_end_customer_as_the_wall_lets_through(nordlicht, cast, wall, name):
    number = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON).number
    put(shopping_for(cast, cast.bakery), 2)
    set_wall(wall=wall, by=cast.karl, at=NOON)

    one, (row,), (cart,) = (
        nordlicht.get(f"/orders/{number}").json(),
        nordlicht.get("/orders").json()["items"],
        nordlicht.get("/carts").json()["items"],
    )

    assert one["end_customer"] == row["end_customer"] == cart["end_customer"]
    assert one["end_customer"]["name"] == name
    assert len(one["end_customer"]["reference"]) == 12


def test_the_buyer_of_the_last_leg_buys_for_nobody_else(kleinbach, cast):
    number = buy(cast).number

    assert kleinbach.get(f"/orders/{number}").json()["end_customer"] is None


def test_the_reseller_reads_its_own_customer_on_what_it_buys(kleinbach, bakery, cast):
    number = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON).number

    for purchase in (kleinbach.get(f"/purchases/{number}").json(), kleinbach.get("/purchases").json()["items"][0]):
        assert purchase["end_customer"] == {"number": bakery, "kind": "customer", "name": "Bakery Brandt"}


def test_a_key_orders_at_the_parent_for_an_end_customer(kleinbach, nordlicht, bakery, cast):
    put(shopping_for(cast, cast.bakery), 3)

    answer = ordered(kleinbach, bakery)

    assert answer.status_code == 201, answer.content
    purchase = answer.json()
    assert (purchase["end_customer"]["number"], purchase["total"]["minor"]) == (bakery, 1_320)
    assert ordered(kleinbach, bakery).content == answer.content  # the same key is the same order
    assert kleinbach.get(f"/purchases/{purchase['number']}").json() == purchase
    assert wallet(cast.nordlicht, cast.kleinbach).available_minor == 10_000 - 1_320
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000  # what it charges its customer is its own affair
    order = nordlicht.get(f"/orders/{purchase['number']}").json()
    assert (order["end_customer"]["name"], order["buyer"]["name"], order["placed_by"]) == ("", "Kleinbach", "customer")
    assert order["situation"] == "in_progress"
    assert len(nordlicht.get("/carts").json()["items"]) == 1  # the cart stays as it was


def test_the_parent_reads_which_program_of_its_buyer_ordered(kleinbach, bakery, cast):
    number = ordered(kleinbach, bakery).json()["number"]

    with transaction.atomic(), scoped(cast.nora.scope):
        placed = Event.objects.get(seller_id=cast.nordlicht, name="order.placed", data__number=number)
    assert (placed.actor_name, placed.actor_home, placed.behalf_id) == ("kleinbach owner (API)", "Kleinbach", None)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert Leg.objects.get(number=number, position=0).placer_id is None


def test_without_an_end_customer_it_is_for_the_reseller_itself(kleinbach, nordlicht):
    purchase = ordered(kleinbach, None).json()

    assert purchase["end_customer"] is None
    assert nordlicht.get(f"/orders/{purchase['number']}").json()["end_customer"] is None


def test_a_stranger_is_no_end_customer(kleinbach, bakery, cast):
    strange = customers(cast, 1)[0]
    unknown = number_of(strange, cast.karl) + 1

    assert ordered(kleinbach, unknown).status_code == 404
    assert ordered(kleinbach, number_of(strange, cast.karl)).status_code == 201  # the control


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        ([], 409, "cart_is_empty"),
        ([{"plan_id": 10**9}], 404, "not_offered"),
        ([{"plan_id": "WEB", "quantity": 0}], 422, "invalid"),
        ([{"plan_id": "WEB", "addons": [{"plan_id": 10**9, "quantity": 1}]}], 404, "not_offered"),
        ([{"plan_id": "WEB", "options": [{"option_id": 1, "value": "x"}]}], 422, "option_wrong"),
    ],
)
def test_a_purchase_that_cannot_be_is_refused_and_leaves_nothing(kleinbach, bakery, lines, status, code):
    plan = plan_of(kleinbach)
    lines = [line | {"plan_id": plan} if line["plan_id"] == "WEB" else line for line in lines]

    refused = kleinbach.post("/purchases", {"end_customer": bakery, "lines": lines}, key="one")

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert kleinbach.get("/purchases").json()["total"] == 0


def test_who_may_not_order_and_who_is_stopped_are_refused(kleinbach, reading, bakery, cast):
    assert ordered(reading, bakery).status_code == 403
    assert kleinbach.post("/purchases", {"lines": [{"plan_id": plan_of(kleinbach)}]}).status_code == 400
    operator = program(cast.olga, "operator")
    assert ordered(operator, None).json()["code"] == "no_parent"

    suspend_account(account_id=cast.kleinbach, reason="Unpaid", by=cast.nora, at=NOON)

    assert ordered(kleinbach, bakery).status_code in {403, 409}


def test_lists_take_as_many_queries_for_five_as_for_one(kleinbach, nordlicht, cast):
    plan = plan_of(kleinbach)

    def grown(count: int) -> list[int]:
        for account in customers(cast, count, f"Crowd{count}"):
            order_at_parent(
                account_id=account, lines=[LineWanted(plan, 1)], by=cast.karl, at=NOON + timedelta(hours=count)
            )
            put(shopping_for(cast, account), 1)
        return [
            queries(nordlicht, "/orders")[1], queries(nordlicht, "/carts")[1], queries(kleinbach, "/purchases")[1],
        ]  # fmt: skip

    assert grown(1) == grown(4)


def test_a_sibling_learns_nothing(kleinbach, suedwind, bakery, cast):
    number = ordered(kleinbach, bakery).json()["number"]

    assert suedwind.get(f"/orders/{number}").status_code == suedwind.get(f"/purchases/{number}").status_code == 404
    with transaction.atomic(), scoped(system(cast.suedwind).scope):
        assert not Leg.objects.filter(number=number).exists()
    assert program(cast.karl, "kleinbach", Role.SUPPORT).get(f"/purchases/{number}").status_code == 200  # the control


def test_a_price_sent_along_is_told_as_a_field_that_there_is_not_and_orders_nothing(kleinbach, cast):
    line = {"plan_id": plan_of(kleinbach), "quantity": 1, "price": "0.01"}

    refused = kleinbach.post("/purchases", {"lines": [line]}, key="one")

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/lines/0/price"]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Leg.objects.exists()
