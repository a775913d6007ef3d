"""The shop: what strangers and customers find on the shelves (CAT-1, SHO-1)."""

import pytest
from django.db import transaction

from handsel.catalog.models import ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.kernel.isolation import scoped
from handsel.orders.cart import cart_of
from tests.cast import NOON
from tests.storefront.visitors import offer, withdraw, words

pytestmark = pytest.mark.django_db


def test_strangers_see_the_brand_and_the_range_but_no_price(stranger):
    page = stranger.get("/")

    assert page.status_code == 200
    assert "IT for the shop around the corner" in words(page)
    assert "Hosting" in words(page)
    assert "Web hosting Start" in words(page)
    assert "Log in" in words(page)
    assert "€" not in words(page)


def test_customers_see_their_own_price_for_each_plan(berta, cast):
    page = berta.text("/")

    assert "Monthly €7.92 / month" in page
    assert "Yearly €85.54 / year" in page
    assert "€95.04 once" in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [("?q=mailbox", "Mailbox", "Migration service"), ("?category=Backup", "Cloud backup", "TLS certificate")],
)
def test_the_range_is_searched_by_words_and_by_category(berta, query, found, missing):
    shelf = words(berta.get(f"/{query}", **{"HX-Request": "true", "HX-Target": "shelf"}))

    assert found in shelf
    assert missing not in shelf


@pytest.mark.parametrize("query", ["?q=zeppelin", "?q=mailbox&page=999999999"])
def test_what_is_not_there_is_said_plainly(berta, query):
    assert berta.get(f"/{query}").status_code == 200
    assert "page" in query or "Nothing found" in berta.text(f"/{query}")


def test_a_long_range_stands_on_pages(berta, cast):
    for number in range(1, 31):
        plan = PlanDetails("Each", ONCE, "EUR", 100)
        add_product(
            product=ProductDetails(f"CABLE-{number}", f"Cable {number:02}", "Cables", ProductKind.SERVICE, (plan,)),
            by=cast.karl,
            at=NOON,
        )

    first, second = berta.text("/?category=Cables"), berta.text("/?category=Cables&page=2")

    assert "1–24 of 30" in first
    assert "Cable 24" in first
    assert "Cable 25" not in first
    assert "Cable 30" in second
    assert "€1.20 once" in second


def test_a_product_goes_into_the_cart_and_adds_up(berta, cast):
    plan = offer(cast.berta, "MAIL")

    berta.put(plan, 2)
    berta.put(plan, 3)

    with transaction.atomic(), scoped(cast.berta.scope):
        assert [line.quantity for line in cart_of(cast.bakery).lines.all()] == [5]


def test_with_htmx_the_cart_is_counted_without_leaving_the_shelf(berta, cast):
    plan = offer(cast.berta, "MAIL")

    answer = berta.post(f"/products/{plan.plan_id}/", headers={"HX-Request": "true"}, plan=plan.plan_id, quantity=1)

    assert 'id="basket-count" hx-swap-oob="true">1<' in answer.content.decode()
    assert "Mailbox lies in your cart." in words(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "Enter a whole number, 1 or more."),
        ("", "Enter a whole number, 1 or more."),
        ("two", "Enter a whole number, 1 or more."),
        ("-1", "Enter a whole number, 1 or more."),
        ("100001", "Enter a quantity between 1 and 100,000."),
        ("9" * 5000, "Enter a whole number, 1 or more."),
    ],
)
def test_a_wrong_quantity_is_named_beside_its_field(berta, cast, typed, said):
    plan = offer(cast.berta, "WEB-S")

    answer = berta.put(plan, typed)

    assert answer.status_code == 422
    field = f"product{plan.plan_id}_quantity"
    assert f'id="{field}_error">{said}' in answer.content.decode()
    assert f'aria-describedby="{field}_error"' in answer.content.decode()


def test_a_plan_of_another_product_is_refused(berta, cast):
    mine, other = offer(cast.berta, "WEB-S"), offer(cast.berta, "MAIL")

    answer = berta.post(f"/products/{mine.plan_id}/", plan=other.plan_id, quantity=1)

    assert answer.status_code == 422
    assert "This plan is no longer sold." in words(answer)


def test_a_withdrawn_product_is_gone_and_says_so(berta, cast):
    plan = offer(cast.berta, "MOVE", "Per site")
    withdraw(cast, "MOVE")

    assert berta.get(f"/products/{plan.plan_id}/").status_code == 404
    refused = berta.put(plan)
    assert refused.status_code == 409
    assert "no longer sold" in words(refused)


@pytest.mark.parametrize("plan_id", ["0", "99999999999999999999"])
def test_an_unknown_product_is_not_found(berta, plan_id):
    assert berta.get(f"/products/{plan_id}/").status_code == 404


def test_the_shelf_takes_the_same_queries_however_long_it_is(berta, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as all_of_it:
        berta.get("/")
    with django_assert_max_num_queries(20) as one_part:
        berta.get("/?category=Mail")

    assert len(all_of_it) == len(one_part)
