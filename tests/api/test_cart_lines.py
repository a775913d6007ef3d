"""Carts of buyers filled, changed and priced over the API, as New order does on the screen (ORD-9, ORD-10)."""

import pytest
from django.db import transaction

from handsel.catalog.models import Plan
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.products import add_product
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from tests.api.calling import program
from tests.cast import NOON
from tests.guests.shopping import put, shopping_for
from tests.orders.buying import fill_cart
from tests.orders.test_options import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "ORD-9", "ORD-10")]
EURO = {"minor": 750, "currency": "EUR"}


@pytest.fixture
def site(cast):
    """The plans of a product of the operator by name, and the domain that it asks for."""
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    option = add_option(product_id=product.pk, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)
    with transaction.atomic(), scoped(cast.olga.scope):
        return dict(Plan.objects.filter(product=product).values_list("name", "pk")) | {"domain": option.pk}


def line_of(site, domain="a.example", **more):
    return {"plan_id": site["Monthly"], "options": [{"option_id": site["domain"], "value": domain}], **more}


def told(answer):
    return answer.status_code, answer.json()["code"], [fault.get("pointer") for fault in answer.json()["errors"]]


def lines_in(cart):
    return [(line["plan_id"], line["quantity"], [one["value"] for one in line["options"]]) for line in cart["lines"]]


def test_a_cart_is_opened_filled_changed_emptied_and_placed(kleinbach, bakery, cast, site):
    storage, path = site["Storage"], f"/accounts/{bakery}/cart/lines"
    addons = [{"plan_id": storage, "quantity": 10}]

    first, again = (kleinbach.post(path, line_of(site, addons=addons), key="once") for _ in range(2))
    second = kleinbach.post(path, line_of(site, "b.example", quantity=2)).json()

    assert (first.status_code, first.content) == (201, again.content)
    cart = f"/carts/{first.json()['number']}"
    assert lines_in(second) == [
        (site["Monthly"], 1, ["a.example"]), (storage, 10, []), (site["Monthly"], 2, ["b.example"]),
    ]  # fmt: skip
    assert second["line_id"] == second["lines"][2]["line_id"]
    assert (second["started_by"], second["buyer"]["number"]) == ("reseller", bakery)

    changed = kleinbach.send("PATCH", f"{cart}/lines/{first.json()['line_id']}", {"quantity": 3}).json()
    options = {"options": [{"option_id": site["domain"], "value": "c.example"}], "addons": []}
    answered = kleinbach.send("PATCH", f"{cart}/lines/{first.json()['line_id']}", options).json()
    left = kleinbach.send("DELETE", f"{cart}/lines/{second['line_id']}").json()

    assert lines_in(changed)[:2] == [(site["Monthly"], 3, ["a.example"]), (storage, 10, [])]
    assert lines_in(answered)[0] == (site["Monthly"], 3, ["c.example"])
    assert lines_in(left) == [(site["Monthly"], 3, ["c.example"])]
    assert kleinbach.get(cart).json() == left
    placed = kleinbach.post(f"{cart}/placement", {"seal": left["seal"]}, key="place")
    assert (placed.status_code, placed.json()["total"]) == (201, left["total"])


def test_a_line_is_priced_by_hand_and_has_its_usual_price_again(kleinbach, cast):
    number = fill_cart(cast, quantity=2).number
    (line,) = kleinbach.get(f"/carts/{number}").json()["lines"]
    path = f"/carts/{number}/lines/{line['line_id']}"
    assert [line[part]["minor"] for part in ("unit", "usual_unit", "cost_converted", "net", "margin")] == [
        792, 792, 660, 1_584, 264,
    ]  # fmt: skip
    assert (line["product"], line["plan"], line["price_reason"]) == ("Web hosting Start", "Monthly", None)

    wanted = {"unit_price": EURO, "price_reason": "Agreed"}
    priced, again = (kleinbach.send("PUT", f"{path}/price", wanted, key="once") for _ in range(2))

    assert (priced.status_code, priced.content) == (200, again.content)
    (line,) = priced.json()["lines"]
    assert [line[part]["minor"] for part in ("unit", "usual_unit", "net", "margin")] == [750, 792, 1_500, 180]
    assert (line["price_reason"], priced.json()["total"]["minor"]) == ("Agreed", 1_500)
    usual = [kleinbach.send("DELETE", f"{path}/price").json() for _ in range(2)]
    assert [(cart["total"]["minor"], cart["lines"][0]["price_reason"]) for cart in usual] == [(1_584, None)] * 2


def test_what_cannot_be_in_a_cart_is_refused_as_on_the_screen_and_points_into_the_body(kleinbach, bakery, cast, site):
    added = kleinbach.post(f"/accounts/{bakery}/cart/lines", line_of(site)).json()
    path = f"/carts/{added['number']}/lines/{added['line_id']}"
    for body, status, code, pointer in (
        ({"quantity": 0}, 422, "invalid", "/quantity"),
        ({"quantity": 11}, 422, "quantity_outside_limits", "/quantity"),
        ({"options": []}, 422, "option_missing", "/options"),
        ({"options": [{"option_id": site["domain"], "value": "?"}]}, 422, "option_wrong", "/options/0/value"),
        ({"addons": [{"plan_id": site["Storage"], "quantity": 7}]}, 422, "quantity_outside_limits",
         "/addons/0/quantity"),
        ({"plan_id": site["Storage"]}, 409, "addon_alone", "/plan_id"),
        ({"plan_id": 10**9}, 404, "not_offered", "/plan_id"),
    ):  # fmt: skip
        whole = kleinbach.post(f"/accounts/{bakery}/cart/lines", line_of(site) | body)
        part = kleinbach.send("PATCH", path, body)
        assert (told(whole), told(part)) == ((status, code, [pointer]),) * 2, body
    for body, pointer in (({"unit_price": EURO}, "/price_reason"), ({"price_reason": "x"}, "/unit_price"),
                          ({"discount_percent": "101", "price_reason": "x"}, "/discount_percent")):  # fmt: skip
        assert told(kleinbach.send("PUT", f"{path}/price", body)) == (422, "invalid", [pointer])
    assert kleinbach.get(f"/carts/{added['number']}").json()["lines"] == added["lines"]


def test_lines_of_other_carts_are_not_found_and_roles_count(kleinbach, reading, suedwind, bakery, cast):
    number = fill_cart(cast).number
    (line,) = kleinbach.get(f"/carts/{number}").json()["lines"]
    path, price = f"/carts/{number}/lines/{line['line_id']}", {"unit_price": EURO, "price_reason": "Agreed"}
    plan = {"plan_id": line["plan_id"]}
    calls = (("PATCH", path, {"quantity": 2}), ("DELETE", path, None), ("PUT", f"{path}/price", price),
             ("DELETE", f"{path}/price", None), ("POST", f"/accounts/{bakery}/cart/lines", plan))  # fmt: skip

    assert [suedwind.send(*call).status_code for call in calls[:4]] == [404] * 4
    assert suedwind.post("/accounts/9999/cart/lines", plan).status_code == 404
    assert [reading.send(*call).status_code for call in calls] == [403] * 5
    gone = f"/carts/{number}/lines/{line['line_id'] + 1}"
    assert kleinbach.send("PATCH", gone, {"quantity": 2}).json()["code"] == "line_gone"
    assert kleinbach.send("DELETE", gone).json()["code"] == "line_gone"
    assert kleinbach.send("PUT", f"{gone}/price", price).status_code == 404
    below = {"unit_price": EURO | {"minor": 100}, "price_reason": "Agreed"}
    refused = program(cast.karl, "kleinbach", Role.MANAGER).send("PUT", f"{path}/price", below)
    assert told(refused) == (403, "below_cost", ["/unit_price"])


def test_an_old_number_changes_nothing_in_the_cart_that_came_after_it(kleinbach, cast):
    old = fill_cart(cast).number
    kleinbach.post(f"/carts/{old}/placement", {}, key="place")
    new = fill_cart(cast).number
    (line,) = kleinbach.get(f"/carts/{new}").json()["lines"]

    for method, body in (("PATCH", {"quantity": 2}), ("DELETE", None)):
        assert kleinbach.send(method, f"/carts/{old}/lines/{line['line_id']}", body).status_code == 404
    assert kleinbach.get(f"/carts/{new}").json()["lines"] == [line]


def test_the_cart_of_an_end_customer_is_changed_by_its_buyer_only(cast):
    nordlicht = program(cast.nora, "nordlicht")
    put(shopping_for(cast, cast.bakery), 2)
    (cart,) = nordlicht.get("/carts").json()["items"]
    path = f"/carts/{cart['number']}/lines/{cart['lines'][0]['line_id']}"

    for method, body in (("PATCH", {"quantity": 3}), ("DELETE", None)):
        refused = nordlicht.send(method, path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    price = {"unit_price": EURO, "price_reason": "Agreed"}
    assert nordlicht.send("PUT", f"{path}/price", price).status_code == 403
    assert nordlicht.get(f"/carts/{cart['number']}").json()["lines"][0]["quantity"] == 2
