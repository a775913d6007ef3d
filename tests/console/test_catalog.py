"""Prices tried before they are saved, and own products (CAT-1, CAT-2)."""

import pytest
from django.test import Client

from handsel.catalog.models import PriceList, Product, ProductKind
from handsel.catalog.periods import MONTHLY, ONCE
from handsel.catalog.plans import add_plan, withdraw_plan
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

PRICES = "/console/price-lists/"
PRODUCTS = "/console/products/"
NEW = {
    "name": "Phone support", "sku": "PHONE", "category": "Services", "kind": "service", "provisioning": "manual",
    "description": "We pick up.",
    "plan_name": "Hour", "period_unit": "", "period_count": "1", "cost": "40", "currency": "EUR",
}  # fmt: skip


def page_of(client: Client, path: str, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def default_list(cast: Cast) -> PriceList:
    with scoped(cast.karl.scope):
        return PriceList.objects.get(seller_id=cast.kleinbach, is_default=True)


def own_product(cast: Cast, sku: str = "HELP") -> Product:
    plans = (PlanDetails("Hour", ONCE, "EUR", 4_000),)
    details = ProductDetails(sku, f"Help {sku}", "Services", ProductKind.SERVICE, plans)
    return add_product(product=details, by=cast.karl, at=NOON)


@pytest.mark.covers("CAT-2")
def test_the_price_list_shows_cost_price_and_margin_side_by_side(karl):
    page = page_of(karl, PRICES)

    assert "Web hosting Start" in page
    assert "€6.60" in page
    assert "€7.92" in page
    assert "€1.32" in page
    assert "16.7 %" in page
    assert "€5.50" not in page


def test_a_markup_is_tried_without_being_saved(karl, cast):
    rows = karl.get(PRICES, {"markup_percent": "50"}, headers=HTMX).content.decode()

    assert "Preview at 50 %" in rows
    assert "€7.92" in rows
    assert "€9.90" in rows
    assert "<html" not in rows
    assert default_list(cast).markup_percent == 20


@pytest.mark.parametrize("typed", ["-1", "x", "", "10001", "NaN", "1e999"])
def test_a_markup_that_is_none_is_told_while_one_types(karl, typed):
    rows = page_of(karl, PRICES, markup_percent=typed)

    assert "between 0 and 10,000 percent" in rows
    assert "€7.92" in rows


def test_search_finds_plans_by_every_word(karl):
    rows = karl.get(PRICES, {"q": "hosting yearly"}, headers=HTMX).content.decode()

    assert "Yearly" in rows
    assert "Monthly" not in rows
    assert "Mailbox" not in rows
    assert "No plan found" in page_of(karl, PRICES, q="zzz")


def test_many_plans_come_in_pages(karl, cast):
    for number in range(50):
        own_product(cast, f"S{number}")

    assert "51–58 of 58" in page_of(karl, PRICES, page="2")
    assert "1–50 of 58" in page_of(karl, PRICES, page="99")


@pytest.mark.covers("CAT-2")
def test_saving_a_markup_changes_the_prices(karl, cast):
    price_list = default_list(cast)

    answer = karl.post(
        f"{PRICES}{price_list.pk}/markup/", {"markup_percent": "25", "version": price_list.version}, headers=HTMX
    )

    assert answer.status_code == 204
    assert "€8.25" in page_of(karl, PRICES)


def test_two_people_changing_a_markup_do_not_overwrite_each_other_silently(karl, cast):
    price_list = default_list(cast)
    address = f"{PRICES}{price_list.pk}/markup/"
    karl.post(address, {"markup_percent": "25", "version": price_list.version}, headers=HTMX)

    answer = karl.post(address, {"markup_percent": "30", "version": price_list.version}, headers=HTMX)

    assert answer.status_code == 409
    assert "was set to 25.00 % meanwhile" in answer.content.decode()
    assert f'name="version" value="{price_list.version + 1}"' in answer.content.decode()
    assert default_list(cast).markup_percent == 25


@pytest.mark.parametrize("typed", ["-1", "10001", "x", ""])
def test_a_wrong_markup_is_refused_beside_the_field(karl, cast, typed):
    price_list = default_list(cast)

    answer = karl.post(
        f"{PRICES}{price_list.pk}/markup/", {"markup_percent": typed, "version": price_list.version}, headers=HTMX
    )

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert default_list(cast).markup_percent == 20


@pytest.mark.covers("CAT-1")
def test_a_new_product_is_on_sale_at_once(karl):
    assert "New product" in page_of(karl, f"{PRODUCTS}new/")

    answer = karl.post(f"{PRODUCTS}new/", NEW, headers=HTMX)

    assert answer.status_code == 204
    assert "Phone support" in page_of(karl, PRODUCTS)
    assert "€48.00" in page_of(karl, PRICES)


def test_the_dialog_in_a_window_of_its_own_leads_to_the_list(karl):
    here = {"HX-Current-URL": f"http://kleinbach.localhost{PRODUCTS}new/"}

    answer = karl.post(f"{PRODUCTS}new/", NEW, headers=HTMX | here)

    assert answer["HX-Redirect"].startswith(PRODUCTS)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("name", "", 422), ("cost", "x", 422), ("cost", "-1", 422), ("currency", "XXX", 422), ("sku", "HELP", 409)],
)
def test_what_is_wrong_with_a_product_is_told_beside_its_field(karl, cast, field, value, status):
    own_product(cast)

    answer = karl.post(f"{PRODUCTS}new/", NEW | {field: value}, headers=HTMX)

    assert answer.status_code == status
    assert field in answer.context["form"].errors


@pytest.mark.covers("CAT-1")
def test_a_withdrawn_product_is_no_longer_sold(karl, cast):
    product = own_product(cast)
    address = f"{PRODUCTS}{product.pk}/withdraw/"

    assert "Nobody orders it any more" in page_of(karl, address)
    answer = karl.post(address, {"sure": "True"}, headers=HTMX)

    assert answer.status_code == 204
    assert "Withdrawn" in page_of(karl, PRODUCTS)
    assert "Help HELP" not in page_of(karl, PRICES)


def test_own_products_are_found_by_name_number_and_category(karl, cast):
    own_product(cast)

    assert all("Help HELP" in page_of(karl, PRODUCTS, q=text) for text in ("elp h", "HELP", "servi"))
    assert "No product found" in page_of(karl, PRODUCTS, q="zzz")


def test_lists_need_the_same_queries_however_long_they_are(karl, cast):
    own_product(cast)
    short = [queries_of(karl, path) for path in (PRODUCTS, PRICES)]

    for number in range(4):
        own_product(cast, f"S{number}")

    assert [queries_of(karl, path) for path in (PRODUCTS, PRICES)] == short


def test_read_only_staff_change_no_price_and_no_product(ruth, cast):
    product, price_list = own_product(cast), default_list(cast)

    answers = [
        ruth.post(
            f"{PRICES}{price_list.pk}/markup/", {"markup_percent": "1", "version": price_list.version}, headers=HTMX
        ),
        ruth.post(f"{PRODUCTS}new/", NEW, headers=HTMX),
        ruth.post(f"{PRODUCTS}{product.pk}/withdraw/", {"sure": "True"}, headers=HTMX),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "Only owners and managers change prices." in page_of(ruth, PRICES)
    assert "Only owners and managers offer products." in page_of(ruth, PRODUCTS)


def test_lists_and_products_of_others_are_not_found(sven, cast):
    product, price_list = own_product(cast), default_list(cast)

    assert sven.post(f"{PRICES}{price_list.pk}/markup/", {"markup_percent": "1", "version": 1}).status_code == 404
    assert sven.get(f"{PRODUCTS}{product.pk}/withdraw/").status_code == 404
    assert "Help HELP" not in page_of(sven, PRODUCTS)


@pytest.mark.covers("CAT-1")
def test_the_product_page_warns_of_an_add_on_that_no_plan_is_charged_as_often_as(karl, cast):
    product = own_product(cast)

    def state(at_page: str) -> bool:
        return "No plan is charged as often" in at_page

    path = f"/console/products/{product.pk}/"
    add_plan(
        product_id=product.pk, plan=PlanDetails("Once more", ONCE, "EUR", 100, is_addon=True), by=cast.karl, at=NOON
    )
    assert not state(page_of(karl, path))
    care = PlanDetails("Care", MONTHLY, "EUR", 500, is_addon=True)
    add_plan(product_id=product.pk, plan=care, by=cast.karl, at=NOON)
    page = page_of(karl, path)
    assert page.count("Cannot be ordered") == 1
    assert state(page)
    monthly = add_plan(product_id=product.pk, plan=PlanDetails("Monthly", MONTHLY, "EUR", 900), by=cast.karl, at=NOON)
    assert not state(page_of(karl, path))
    withdraw_plan(plan_id=monthly.pk, is_withdrawn=True, by=cast.karl, at=NOON)
    assert state(page_of(karl, path))
