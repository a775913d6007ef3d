"""Orders over the API: placed for a customer, approved, canceled, seen from both ends (ORD-2, ORD-4, ORD-11)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.approval import approve_order
from handsel.orders.cart import cart_of, put_in_cart
from handsel.orders.costs import costs_of
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from tests.api.calling import Program, program
from tests.cast import NOON, wallet
from tests.orders.branches import supply
from tests.orders.buying import buy
from tests.orders.test_shortages import empty

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


def plan_of(kleinbach: Program, sku: str = "WEB-S", plan: str = "Monthly") -> int:
    default = kleinbach.get("/price-lists").json()[0]["id"]
    prices = kleinbach.get(f"/price-lists/{default}/prices").json()["items"]
    return next(row["plan_id"] for row in prices if (row["sku"], row["plan"]) == (sku, plan))


def placed_by_berta(cast: Cast, plan_id: int) -> str:
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=plan_id, quantity=2, by=cast.berta, at=NOON)
    return place_order(order_id=cart.pk, by=cast.berta, at=NOON).number


def test_an_order_for_a_customer_settles_through_every_tier(kleinbach, bakery, cast):
    lines = [{"plan_id": plan_of(kleinbach), "quantity": 2}]

    answer = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key="one")

    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert (order["situation"], order["placed_by"], order["buyer"]["number"]) == ("in_progress", "reseller", bakery)
    assert [order[part]["minor"] for part in ("total", "cost", "margin")] == [1_584, 1_320, 264]
    assert [(line["quantity"], line["unit"]["text"]) for line in order["lines"]] == [(2, "7.92")]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 1_584
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000 - 1_320
    assert kleinbach.get(f"/orders/{order['number']}").json() == order
    assert kleinbach.get(f"/purchases/{order['number']}").json()["total"]["minor"] == 1_320
    assert kleinbach.get("/wallet/statement").json()["items"][0]["order"] == order["number"]


@pytest.mark.covers("ORD-1", "ORD-10")
def test_the_margin_counts_what_the_seller_supplies_itself_as_its_own_pages_do(kleinbach, bakery, cast):
    own = supply(cast.kleinbach, Money(300, "EUR"))
    lines = [{"plan_id": plan_of(kleinbach), "quantity": 2}, {"plan_id": own, "quantity": 3}]

    mixed = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key="one").json()
    alone = kleinbach.post("/orders", {"buyer": bakery, "lines": lines[1:]}, key="two").json()

    parts = ("total", "cost", "cost_converted", "margin")
    assert [mixed[part]["minor"] for part in parts] == [2_664, 1_320, 1_320 + 900, 264 + 180]
    assert [alone[part] and alone[part]["minor"] for part in parts] == [1_080, None, 900, 180]
    with transaction.atomic(), scoped(cast.karl.scope):
        legs = Leg.objects.filter(seller_id=cast.kleinbach).order_by("pk")
        assert [cost.minor for cost in costs_of(legs, seller_id=cast.kleinbach).values()] == [2_220, 900]


@pytest.mark.covers("ORD-10")
def test_an_order_for_a_customer_says_how_it_is_paid(kleinbach, bakery):
    body = {"buyer": bakery, "lines": [{"plan_id": plan_of(kleinbach), "quantity": 1}]}

    ordered = kleinbach.post("/orders", body | {"payment_method": "bank_transfer"}, key="one").json()
    usual = kleinbach.post("/orders", body, key="two").json()
    refused = kleinbach.post("/orders", body | {"payment_method": "card"}, key="three")

    assert (ordered["payment_method"], usual["payment_method"]) == ("bank_transfer", "deposit")
    assert (refused.status_code, refused.json()["code"]) == (422, "method_not_offered")
    assert refused.json()["errors"][0]["pointer"] == "/payment_method"


def test_the_customers_own_cart_stays_as_it_was(kleinbach, bakery, cast):
    mail, web = plan_of(kleinbach, "MAIL"), plan_of(kleinbach)
    put_in_cart(buyer_id=cast.bakery, plan_id=mail, quantity=3, by=cast.berta, at=NOON)

    kleinbach.post("/orders", {"buyer": bakery, "lines": [{"plan_id": web}]}, key="one")

    with transaction.atomic(), scoped(cast.berta.scope):
        cart = cart_of(cast.bakery)
        assert [(line.plan_id, line.quantity) for line in cart.lines.all()] == [(mail, 3)]


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        ([], 409, "cart_is_empty"),
        ([{"plan_id": 10**9}], 404, "not_offered"),
        ([{"plan_id": -1}], 422, "invalid"),
        ([{"plan_id": 10**30}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": 0}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": -1}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": 100_001}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": 10**30}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": "1"}], 422, "invalid"),
        ([{"plan_id": "WEB", "quantity": True}], 422, "invalid"),
        ([{"plan_id": "WEB", "unit_minor": 1}], 422, "invalid"),
        ([{"plan_id": "WEB", "addons": [{"plan_id": 10**9, "quantity": 1}]}], 404, "not_offered"),
        ([{"plan_id": "WEB", "options": [{"option_id": 1, "value": "x"}]}], 422, "option_wrong"),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_leaves_nothing(kleinbach, bakery, cast, lines, status, code):
    plan = plan_of(kleinbach)
    lines = [line | {"plan_id": plan} if line["plan_id"] == "WEB" else line for line in lines]

    refused = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key="one")

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert kleinbach.get("/orders").json()["total"] == 0
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ([], "", "Send an object with the fields that this call describes."),
        ({"lines": None}, "/lines", "Send a list."),
        ({"lines": [None]}, "/lines/0", "Send an object with the fields that this call describes."),
        ({"lines": [{"plan_id": 1, "quantity": 1.5}]}, "/lines/0/quantity", "Enter a whole number."),
        ({"lines": [{"plan_id": 0}]}, "/lines/0/plan_id", "Enter 1 or more."),
        ({"lines": [{"plan_id": 1}] * 201}, "/lines", "Send at most 200."),
        ({"buyer": 999_999}, "/buyer", "You have no customer or sub-reseller with this number."),
        ({"buyer": "1001"}, "/buyer", "Enter a whole number."),
        ({"note": 5}, "/note", "Enter a text."),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_at_its_place(kleinbach, bakery, body, pointer, said):
    usual = {"buyer": bakery, "lines": [{"plan_id": 1}]}

    refused = kleinbach.post("/orders", usual | body if isinstance(body, dict) else body, key="one")

    told = [(fault["pointer"], fault["detail"]) for fault in refused.json()["errors"]]
    assert (refused.status_code, told) == (422, [(pointer, said)])


def test_what_a_customer_ordered_is_found_in_its_queue_and_approved(kleinbach, cast):
    number = placed_by_berta(cast, plan_of(kleinbach))
    waiting = kleinbach.get("/orders", queue="awaiting-approval").json()["items"]
    assert [(row["number"], row["status"]) for row in waiting] == [(number, "Pending reseller approval")]
    assert kleinbach.post(f"/orders/{number}/approval").json()["code"] == "idempotency_key_needed"

    approved = kleinbach.post(f"/orders/{number}/approval", key="one")

    assert (approved.status_code, approved.json()["situation"]) == (200, "in_progress")
    assert approved.json()["decided_by"] == "kleinbach owner (API)"
    assert kleinbach.post(f"/orders/{number}/approval", key="one").content == approved.content
    assert kleinbach.post(f"/orders/{number}/approval", key="two").json()["code"] == "order_accepted_already"


def test_an_order_is_canceled_with_a_reason(kleinbach, cast):
    number = placed_by_berta(cast, plan_of(kleinbach))
    assert kleinbach.post(f"/orders/{number}/cancellation", {"reason": ""}, key="one").status_code == 422

    canceled = kleinbach.post(f"/orders/{number}/cancellation", {"reason": "by mistake"}, key="one")

    assert (canceled.json()["situation"], canceled.json()["cancel_reason"]) == ("canceled", "by mistake")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


def test_orders_are_searched_by_number_buyer_and_product(kleinbach, bakery, cast):
    number = placed_by_berta(cast, plan_of(kleinbach))

    for search in ({"q": number}, {"q": "brandt"}, {"q": "web hosting"}, {"buyer": bakery}):
        assert [row["number"] for row in kleinbach.get("/orders", **search).json()["items"]] == [number]
    assert kleinbach.get("/orders", buyer=1).json()["items"] == []
    assert kleinbach.get("/orders", queue="nowhere").status_code == 422


@pytest.mark.covers("ORD-8", "OPS-3")
def test_no_tier_finds_an_order_by_what_was_said_to_another(kleinbach, cast):
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=plan_of(kleinbach), quantity=1, by=cast.berta, at=NOON)
    leg = place_order(order_id=cart.pk, changes={"po_number": "PO-4711"}, by=cast.berta, at=NOON)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    nordlicht = program(cast.nora, "nordlicht")

    found = {text: [len(one.get("/orders", q=text).json()["items"]) for one in (kleinbach, nordlicht)]
             for text in ("po-4711", "brandt", "hosting")}  # fmt: skip

    assert found == {"po-4711": [1, 0], "brandt": [1, 0], "hosting": [1, 1]}
    assert nordlicht.get("/orders", page=2).status_code == 422


def test_no_tier_reads_the_figures_of_another(kleinbach, cast):
    number = placed_by_berta(cast, plan_of(kleinbach))
    kleinbach.post(f"/orders/{number}/approval", key="one")
    nordlicht = program(cast.nora, "nordlicht")

    seen = nordlicht.get(f"/orders/{number}").json()

    assert [seen[part]["minor"] for part in ("total", "cost", "margin")] == [1_320, 1_100, 220]
    assert (seen["buyer"]["name"], seen["decided_by"]) == ("Kleinbach", "")
    assert "1584" not in nordlicht.get(f"/orders/{number}").content.decode()
    assert "Bakery" not in nordlicht.get(f"/orders/{number}").content.decode()
    assert nordlicht.get(f"/purchases/{number}").json()["total"]["minor"] == 1_100


def test_a_purchase_that_waits_for_funds_is_tried_again(kleinbach, cast):
    """Two moves cost Kleinbach 158.40, and it has 100.00."""
    fund(cast.karl, cast.bakery, 20_000, "enough", NOON)
    leg = approve_order(leg_id=buy(cast, "MOVE", "Per site", 2).pk, by=cast.karl, at=NOON)

    tried = kleinbach.post(f"/purchases/{leg.number}/retry", key="retry")

    assert (tried.status_code, tried.json()["situation"]) == (200, "locked")
    assert kleinbach.post(f"/purchases/{leg.number}/retry").json()["code"] == "idempotency_key_needed"
    fund(cast.nora, cast.kleinbach, 10_000, "relief", NOON)
    fund(cast.olga, cast.nordlicht, 10_000, "relief-too", NOON)
    assert kleinbach.post(f"/purchases/{leg.number}/retry", key="again").json()["situation"] == "in_progress"


@pytest.mark.covers("ORD-2", "ORD-6", "ACC-25")
def test_a_purchase_that_nobody_was_asked_for_is_not_due_and_above_nothing_is_known_of_it(kleinbach, cast):
    number, nordlicht = buy(cast).number, program(cast.nora, "nordlicht")
    empty(cast.nora, cast.kleinbach)

    seen = kleinbach.get(f"/purchases/{number}").json()

    assert [seen[part] for part in ("status", "situation", "queue")] == [
        "Not bought yet",
        "not_bought",
        "awaiting-approval",
    ]
    assert [nordlicht.get(f"/{kind}/{number}{more}").status_code
            for kind in ("orders", "purchases") for more in ("", "/legs", "/funding")] == [404] * 6  # fmt: skip
    assert nordlicht.get("/purchases").json()["items"] == []


@pytest.mark.covers("ORD-11", "ORD-14")
def test_trying_again_says_nothing_of_a_shortage_above(kleinbach, cast):
    empty(cast.olga, cast.nordlicht)
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    tried = kleinbach.post(f"/purchases/{leg.number}/retry", key="retry")

    assert (tried.status_code, tried.json()["code"]) == (409, "order_status_conflict")
    assert "still" not in tried.json()["detail"]


def test_open_carts_are_listed(kleinbach, bakery, cast):
    plan = plan_of(kleinbach)
    put_in_cart(buyer_id=cast.bakery, plan_id=plan, quantity=3, by=cast.berta, at=NOON)

    (cart,) = kleinbach.get("/carts").json()["items"]

    assert cart["buyer"]["number"] == bakery
    assert [(line["plan_id"], line["quantity"], line["options"]) for line in cart["lines"]] == [(plan, 3, [])]


@pytest.mark.covers("FUN-5")
def test_an_order_that_waits_is_put_behind_the_others(kleinbach, cast):
    empty(cast.karl, cast.bakery)
    leg = buy(cast)
    assert kleinbach.post(f"/orders/{leg.number}/skip").json()["number"] == leg.number
    assert kleinbach.post(f"/purchases/{leg.number}/skip").status_code in {404, 409}
