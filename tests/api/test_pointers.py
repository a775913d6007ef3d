"""What is wrong with a line that is ordered over the API points to where it stands in what was sent (API-1, CAT-1)."""

import pytest
from django.db import transaction

from handsel.catalog.models import Plan, ProductKind
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.periods import MONTHLY
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.orders.buying import fill_cart
from tests.orders.test_options import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "CAT-1")]


@pytest.fixture
def site(cast):
    """The plans of a product of the operator by name, and the two options that it asks for."""
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    kinds = {"domain": OptionKind.DOMAIN, "seats": OptionKind.TEXT}
    asked = {
        name: add_option(product_id=product.pk, option=OptionDetails(name, kind), by=cast.olga, at=NOON)
        for name, kind in kinds.items()
    }
    with transaction.atomic(), scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    return plans | {name: option.pk for name, option in asked.items()}


def right(site):
    seats, domain = {"option_id": site["seats"], "value": "2"}, {"option_id": site["domain"], "value": "a.example"}
    return {"plan_id": site["Monthly"], "quantity": 1, "options": [seats, domain], "addons": []}


def plan_from_five_on(cast):
    """Let the operator supply a plan of another product that is sold from 5 on, and return it."""
    plan = PlanDetails("Seats", MONTHLY, "EUR", 100, quantity_min=5)
    product = add_product(
        product=ProductDetails("SEATS", "Office", "Sites", ProductKind.SUBSCRIPTION, (plan,)), by=cast.olga, at=NOON
    )
    with transaction.atomic(), scoped(cast.olga.scope):
        return product.plans.get().pk


def wrong(site):
    """Return what a line has that is wrong, where that stands in it, and how that is refused."""
    line, (seats, domain) = right(site), right(site)["options"]
    storage, yearly = site["Storage"], site["Yearly"]
    bad_domain = domain | {"value": "no domain"}
    stranger = {"option_id": 10**9, "value": "x"}
    return (
        (line | {"quantity": 0}, ["quantity"], "invalid"),
        (line | {"quantity": 100_001}, ["quantity"], "invalid"),
        (line | {"quantity": 11}, ["quantity"], "quantity_outside_limits"),
        (line | {"options": []}, ["options"], "option_missing"),
        (line | {"options": [seats, bad_domain]}, ["options/1/value"], "option_wrong"),
        (line | {"options": [seats, domain, stranger]}, ["options/2/value"], "option_wrong"),
        (line | {"options": [domain, domain]}, ["options"], "invalid"),
        (line | {"addons": [{"plan_id": storage, "quantity": 5}] * 2}, ["addons"], "invalid"),
        (line | {"addons": [{"plan_id": storage, "quantity": 7}]}, ["addons/0/quantity"], "quantity_outside_limits"),
        (line | {"addons": [{"plan_id": yearly, "quantity": 1}]}, ["addons/0/plan_id"], "addon_of_another"),
        (line | {"addons": [{"plan_id": 10**9, "quantity": 1}]}, ["addons/0/plan_id"], "not_offered"),
        ({"plan_id": storage, "quantity": 5}, ["plan_id"], "addon_alone"),
        ({"plan_id": 10**9}, ["plan_id"], "not_offered"),
    )


def told(refused):
    return [fault.get("pointer") for fault in refused.json()["errors"]], refused.json()["code"]


def test_what_is_wrong_with_the_second_line_of_an_order_or_purchase_points_into_it(kleinbach, bakery, site):
    for count, (line, places, code) in enumerate(wrong(site)):
        expected = ([f"/lines/1/{place}" for place in places], code)
        lines = [right(site), line]

        ordered = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key=f"order-{count}")
        bought = kleinbach.post("/purchases", {"lines": lines}, key=f"purchase-{count}")

        assert (told(ordered), told(bought)) == (expected, expected), line


def test_each_plan_that_is_not_offered_points_to_its_line(kleinbach, bakery, site):
    lines = [{"plan_id": 10**9}, right(site), {"plan_id": 10**9 + 1}]

    refused = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key="one")

    assert told(refused) == (["/lines/0/plan_id", "/lines/2/plan_id"], "not_offered")
    assert refused.json()["detail"] == f"Not offered to this buyer: plan {10**9}, {10**9 + 1}."


@pytest.mark.covers("ORD-10")
def test_a_price_by_hand_that_cannot_be_points_to_how_it_was_set(kleinbach, bakery, site):
    euro = {"minor": 1, "currency": "EUR"}
    for count, (price, place) in enumerate((
        ({"discount_percent": "101", "price_reason": "Agreed"}, "discount_percent"),
        ({"discount": euro | {"currency": "USD"}, "price_reason": "Agreed"}, "discount"),
        ({"discount": euro | {"minor": 100_000}, "price_reason": "Agreed"}, "discount"),
        ({"unit_price": euro | {"currency": "USD"}, "price_reason": "Agreed"}, "unit_price"),
        ({"unit_price": euro}, "price_reason"),
    )):  # fmt: skip
        lines = [right(site), right(site) | price]

        refused = kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key=f"price-{count}")

        assert told(refused) == ([f"/lines/1/{place}"], "invalid"), price


@pytest.mark.covers("ORD-10", "CAT-2")
def test_a_price_of_nothing_points_to_where_it_is_said_to_be_meant(kleinbach, bakery, site):
    given = right(site) | {"discount_percent": "100", "price_reason": "Gift"}

    refused = kleinbach.post("/orders", {"buyer": bakery, "lines": [given]}, key="one")

    assert told(refused) == (["/lines/0/price_is_meant"], "loss_not_meant")
    meant = {"buyer": bakery, "lines": [given | {"price_is_meant": True}]}
    assert kleinbach.post("/orders", meant, key="two").status_code == 201


def test_a_quote_names_which_of_its_values_is_wrong(kleinbach, bakery, site):
    plan, path = site["Monthly"], f"/accounts/{bakery}/quote"
    for query, faults in (
        ({"plan_id": [plan, plan], "quantity": [1, 0]}, [("quantity", 1)]),
        ({"plan_id": [plan, 10**9], "quantity": [1, 1]}, [("plan_id", 1)]),
        ({"plan_id": [plan, "x"], "quantity": [1, 1]}, [("plan_id", 1)]),
        ({"plan_id": [plan, plan], "quantity": [1]}, [("quantity", None)]),
    ):
        refused = kleinbach.get(path, **query)

        assert [(fault["parameter"], fault.get("index")) for fault in refused.json()["errors"]] == faults, query


@pytest.mark.covers("CAT-4", "ORD-10")
def test_a_quote_refuses_what_could_not_be_ordered(kleinbach, bakery, site, cast):
    monthly, storage, yearly = site["Monthly"], site["Storage"], site["Yearly"]
    least = plan_from_five_on(cast)
    for plans, quantities, code, fault in (
        ([monthly, least], [1, 1], "quantity_outside_limits", ("quantity", 1)),
        ([storage], [10], "addon_alone", ("plan_id", 0)),
        ([least, storage], [5, 10], "addon_alone", ("plan_id", 1)),
        ([yearly, storage], [1, 10], "addon_of_another", ("plan_id", 1)),
        ([storage, monthly], [7, 1], "quantity_outside_limits", ("quantity", 0)),
        ([monthly, storage], [1, 0], "invalid", ("quantity", 1)),
    ):
        refused = kleinbach.get(f"/accounts/{bakery}/quote", plan_id=plans, quantity=quantities).json()

        told = [(one["parameter"], one["index"]) for one in refused["errors"]]
        assert (refused["code"], told) == (code, [fault]), plans


@pytest.mark.covers("CAT-4")
def test_a_quote_has_an_add_on_beside_its_plan(kleinbach, bakery, site, cast):
    plans = {"plan_id": [site["Storage"], site["Monthly"], plan_from_five_on(cast)], "quantity": [10, 1, 5]}

    quoted = kleinbach.get(f"/accounts/{bakery}/quote", **plans)

    assert quoted.status_code == 200
    assert [line["quantity"] for line in quoted.json()["lines"]] == [10, 1, 5]


@pytest.mark.covers("ORD-9", "ORD-10")
def test_a_cart_that_no_longer_fits_names_its_line(kleinbach, cast):
    cart = fill_cart(cast)
    with transaction.atomic(), scoped(cast.berta.scope):
        (line,) = cart.lines.all()
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Plan.objects.get(pk=line.plan_id).product_id
    add_option(product_id=product, option=OptionDetails("Colour", OptionKind.TEXT), by=cast.olga, at=NOON)

    refused = kleinbach.post(f"/carts/{cart.number}/placement", {}, key="one")

    assert refused.json()["code"] == "cart_outdated"
    (fault,) = refused.json()["errors"]
    assert (fault["line_id"], "pointer" in fault, "Colour" in fault["detail"]) == (line.pk, False, True)
