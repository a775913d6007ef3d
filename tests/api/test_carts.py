"""Carts that are left, their rules, and prices set by hand over the API (ORD-9, ORD-10)."""

import pytest

from handsel.catalog.products import withdraw_product
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.orders.cart_rule_models import ManualPrice
from tests.api.calling import program
from tests.cast import NOON
from tests.orders.buying import buy, fill_cart
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


@pytest.mark.covers("ORD-9")
def test_a_cart_is_listed_written_about_and_discarded(kleinbach, cast):
    cart = fill_cart(cast)
    (seen,) = kleinbach.get("/carts").json()["items"]
    assert (seen["number"], seen["reached"], seen["reminders_sent"]) == (cart.number, "cart", 0)

    written = kleinbach.post(f"/carts/{cart.number}/contact", {"message": "Can we help?"})
    again = kleinbach.post(f"/carts/{cart.number}/contact", {"message": "Can we help?"})
    gone, again_gone = (
        kleinbach.post(f"/carts/{cart.number}/discard", {"reason": "By phone"}, key="once") for _ in range(2)
    )

    assert written.json()["number"] == cart.number
    assert (again.status_code, again.json()["code"]) == (409, "asked_just_now")
    assert gone.json() == again_gone.json() == {"number": cart.number}
    assert kleinbach.post(f"/carts/{cart.number}/discard", {"reason": "By phone"}).status_code == 404


@pytest.mark.covers("ORD-9")
def test_carts_tell_whom_to_ask_and_are_found(kleinbach, suedwind, cast, bakery):
    number = fill_cart(cast).number

    (seen,) = kleinbach.get("/carts").json()["items"]

    assert (seen["started_by"], seen["buyer"]["number"]) == ("customer", bakery)
    assert set(seen["contact"]) == {"name", "email", "phone"}
    assert seen["told"] is None or seen["told"]["po_number"] == ""
    for query, found in (({"q": number[2:5]}, 1), ({"q": "web"}, 1), ({"reached": "terms"}, 0), ({"buyer": bakery}, 1),
                         ({"buyer": 1}, 0), ({"q": "no such"}, 0)):  # fmt: skip
        assert len(kleinbach.get("/carts", **query).json()["items"]) == found, query
    assert kleinbach.get("/carts", reached="far").status_code == 422
    assert suedwind.get(f"/carts/{number}").status_code == 404


@pytest.mark.covers("ORD-9", "ORD-10")
def test_a_cart_is_placed_for_its_buyer_as_it_was_seen(kleinbach, reading, suedwind, cast):
    number = fill_cart(cast).number
    seen = kleinbach.get(f"/carts/{number}").json()
    place = f"/carts/{number}/placement"

    assert suedwind.post(place, {}, key="x").status_code == 404
    assert reading.post(place, {}, key="x").status_code == 403
    assert kleinbach.post(place, {}).json()["code"] == "idempotency_key_needed"
    changed = kleinbach.post(place, {"seal": "0" * 16}, key="changed")
    assert (changed.status_code, changed.json()["code"]) == (409, "cart_changed")
    done, again = (kleinbach.post(place, {"seal": seen["seal"]}, key="once") for _ in range(2))

    assert (done.status_code, done.content) == (201, again.content)
    assert (done.json()["placed_by"], done.json()["total"]) == ("reseller", seen["total"])
    assert kleinbach.get(f"/carts/{number}").status_code == 404


@pytest.mark.covers("ORD-9")
def test_the_rules_are_read_and_set(kleinbach):
    assert kleinbach.get("/settings/carts").json()["remind_after_hours"] is None
    wanted = {"remind_after_hours": 24, "most_reminders": 2, "keep_days": 30, "prices_hold_days": 14,
              "give_up_days": 30, "version": 0}  # fmt: skip

    assert kleinbach.send("PUT", "/settings/carts", wanted).json() == wanted | {"version": 1}
    assert kleinbach.send("PUT", "/settings/carts", wanted).status_code == 409
    assert kleinbach.send("PUT", "/settings/carts", wanted | {"keep_days": 0}).status_code == 422


@pytest.mark.covers("ORD-10")
def test_an_order_takes_prices_by_hand_with_a_reason(kleinbach, cast, bakery):
    line = {"plan_id": offer(cast.berta, "WEB-S").plan_id, "quantity": 2}
    price = {"unit_price": {"minor": 750, "currency": "EUR"}, "price_reason": "Agreed"}

    order = kleinbach.post("/orders", {"buyer": bakery, "lines": [line | price]}, key="one").json()

    assert (order["total"]["minor"], order["lines"][0]["unit"]["minor"]) == (1500, 750)
    for number, wrong in enumerate(({"discount_percent": "5"}, {"discount_percent": "101", "price_reason": "x"},
                  {"unit_price": {"minor": 750, "currency": "USD"}, "price_reason": "x"},
                  price | {"discount": {"minor": 1, "currency": "EUR"}})):  # fmt: skip
        refused = kleinbach.post("/orders", {"buyer": bakery, "lines": [line | wrong]}, key=f"wrong-{number}")
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), wrong
    with scoped(cast.karl.scope):
        assert ManualPrice.objects.count() == 1


@pytest.mark.covers("ORD-10")
def test_an_owner_gives_a_unit_away_and_nobody_else_does(kleinbach, cast, bakery):
    price = {"unit_price": {"minor": 0, "currency": "EUR", "text": "0.00"}, "price_reason": "Sorry for the trouble"}
    price |= {"price_is_meant": True}
    line = {"plan_id": offer(cast.berta, "WEB-S").plan_id} | price
    number = fill_cart(cast).number
    (lying,) = kleinbach.get(f"/carts/{number}").json()["lines"]
    path = f"/carts/{number}/lines/{lying['line_id']}/price"
    manager = program(cast.karl, "kleinbach", Role.MANAGER)

    for refused, place in (
        (manager.post("/orders", {"buyer": bakery, "lines": [line]}, key="one"), "/lines/0/unit_price"),
        (manager.send("PUT", path, price), "/unit_price"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "below_cost")
        assert refused.json()["errors"][0]["pointer"] == place
    order = kleinbach.post("/orders", {"buyer": bakery, "lines": [line]}, key="two").json()
    cart = kleinbach.send("PUT", path, price).json()

    assert (order["total"]["minor"], order["lines"][0]["unit"]["minor"]) == (0, 0)
    assert (cart["total"]["minor"], cart["lines"][0]["unit"]["minor"]) == (0, 0)
    less = price | {"unit_price": {"minor": -1, "currency": "EUR"}}
    assert kleinbach.send("PUT", path, less).json()["errors"][0] == {
        "pointer": "/unit_price/minor", "detail": "Enter 0 or more.",
    }  # fmt: skip


@pytest.mark.covers("API-1", "ORD-1")
def test_purchases_and_carts_are_read_from_page_to_page(kleinbach, cast):
    bought = [buy(cast).number, buy(cast, "MAIL").number]
    fill_cart(cast)

    first = kleinbach.get("/purchases", size=1).json()
    second = kleinbach.get(first["next"].removeprefix("/api/v1")).json()

    assert [one["number"] for page in (first, second) for one in page["items"]] == bought[::-1]
    assert kleinbach.get(second["previous"].removeprefix("/api/v1")).json()["items"] == first["items"]
    assert (first["previous"], second["next"], first["total"]) == (None, None, 2)
    assert [one["number"] for one in kleinbach.get("/purchases", q=bought[0][1:6]).json()["items"]] == [bought[0]]
    assert kleinbach.get("/carts", size=1).json()["next"] is None
    for path in ("/purchases", "/carts"):
        assert kleinbach.get(path, page=2).status_code == 422


@pytest.mark.covers("ORD-9")
def test_a_line_says_what_it_is_called_also_when_it_is_no_longer_sold(kleinbach, cast):
    number, product = fill_cart(cast).number, offer(cast.berta, "WEB-S").product_id
    withdraw_product(product_id=product, by=cast.olga, at=NOON)

    (listed,), seen = kleinbach.get("/carts").json()["items"], kleinbach.get(f"/carts/{number}").json()

    for cart in (listed, seen):
        (line,) = cart["lines"]
        assert (line["product"], line["plan"]) == ("Web hosting Start", "Monthly")
