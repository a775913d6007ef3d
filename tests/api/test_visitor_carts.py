"""Carts of visitors over the API: listed, completed for a customer, discarded (ACC-3, ORD-9, ORD-10)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped
from handsel.signups.cart_models import VisitorCart
from tests.console.test_visitor_carts import CONTACT, cart

__all__ = ["cart"]

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3", "ORD-9", "ORD-10", "API-1")]


def at(cart: VisitorCart, deed: str = "") -> str:
    return f"/visitor-carts/{cart.pk}{deed}"


def test_carts_of_visitors_tell_how_far_they_came_and_what_is_known(kleinbach, reading, suedwind, cart):
    (seen,) = reading.get("/visitor-carts").json()["items"]

    assert (seen["number"], seen["reached"], seen["reminders_sent"]) == (cart.number, "contact", 0)
    assert seen["contact"] == {"name": "Flora Fink", "email": CONTACT["email"], "phone": ""}
    assert [line["quantity"] for line in seen["lines"]] == [2]
    assert kleinbach.get(at(cart)).json() == seen
    assert suedwind.get("/visitor-carts").json()["items"] == []
    assert suedwind.get(at(cart)).status_code == 404


def test_a_cart_becomes_that_of_a_new_customer_and_is_placed_for_it(kleinbach, cart):
    body = {"contact_name": "Flora Fink", "email": CONTACT["email"]}

    done, again = (kleinbach.post(at(cart, "/completion"), body, key="once") for _ in range(2))

    assert (done.status_code, done.content) == (200, again.content)
    done = done.json()
    assert (done["customer"]["name"], done["lines"], done["left"]) == ("Flora Fink", 1, [])
    seen = kleinbach.get(f"/carts/{done['cart']}").json()
    assert (seen["total"]["minor"], seen["started_by"]) == (572, "reseller")
    order = kleinbach.post(f"/carts/{done['cart']}/placement", {"seal": seen["seal"]}, key="place")
    assert (order.status_code, order.json()["buyer"]) == (201, done["customer"])
    assert kleinbach.get("/carts").json()["items"] == kleinbach.get("/visitor-carts").json()["items"] == []


def test_a_cart_becomes_that_of_a_customer_who_is_known(kleinbach, cast, cart, bakery):
    done = kleinbach.post(at(cart, "/completion"), {"customer": bakery}).json()

    assert done["customer"]["number"] == bakery
    with scoped(cast.karl.scope):
        assert not Account.objects.filter(email=CONTACT["email"]).exists()
    gone = kleinbach.post(at(cart, "/completion"), {"customer": bakery})
    assert (gone.status_code, gone.json()["code"]) == (404, "cart_gone")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/company_name"),
        ({"customer": 987_654}, "/customer"),
        ({"customer": 1001, "email": "x@y.example"}, "/customer"),
        ({"contact_name": "Flora", "email": "nonsense"}, "/email"),
    ],
)
def test_whose_it_becomes_must_be_clear(kleinbach, cast, cart, body, pointer):
    answer = kleinbach.post(at(cart, "/completion"), body)

    assert answer.status_code == 422, answer.content
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.get().lines.get().quantity == 2


def test_a_cart_is_discarded_with_a_reason(kleinbach, reading, suedwind, cast, cart):
    assert suedwind.post(at(cart, "/discard"), {"reason": "Spam"}).status_code == 404
    assert reading.post(at(cart, "/discard"), {"reason": "Spam"}).status_code == 403
    assert kleinbach.post(at(cart, "/discard"), {"reason": ""}).json()["errors"][0]["pointer"] == "/reason"

    assert kleinbach.post(at(cart, "/discard"), {"reason": "Spam"}).json() == {"number": cart.number}

    with scoped(cast.karl.scope):
        assert not VisitorCart.objects.exists()
