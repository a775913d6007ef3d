"""Carts that are left, their rules, and prices set by hand over the API (ORD-9, ORD-10)."""

import pytest

from handsel.kernel.isolation import scoped
from handsel.orders.cart_rule_models import ManualPrice
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
    gone = kleinbach.post(f"/carts/{cart.number}/discard", {"reason": "By phone"})

    assert written.json()["number"] == cart.number
    assert (again.status_code, again.json()["code"]) == (409, "asked_just_now")
    assert gone.json() == {"number": cart.number}
    assert kleinbach.post(f"/carts/{cart.number}/discard", {"reason": "By phone"}).status_code == 404


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
