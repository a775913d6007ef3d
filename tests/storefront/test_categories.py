"""Categories are a tree in the shop and in New order, and two of one name stay apart (CAT-1)."""

import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handsel.catalog.models import ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.storefront.visitors import words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1", "SHO-1")]

LAMP = ProductDetails("LAMP", "Lamp", "Office › Small", ProductKind.SERVICE, (PlanDetails("Once", ONCE, "EUR", 900),))
RANGE = (
    LAMP,
    replace(LAMP, sku="DESK", name="Desk", category="Office"),
    replace(LAMP, sku="PAN", name="Pan", category="Kitchen › Small"),
    replace(LAMP, sku="CUP", name="Cup", category="Kitchen › Small"),
)


@pytest.fixture
def supplied(cast):
    for product in RANGE:
        add_product(product=product, by=cast.nora, at=NOON)


def shelf(page: str) -> set[str]:
    return {name for name in ("Lamp", "Desk", "Pan", "Cup") if name in page.partition("Products")[2]}


def test_parents_count_what_stands_below_and_like_names_stay_apart(berta, supplied):
    front = berta.text("/")
    assert "Kitchen 2 products" in front
    assert "Office 2 products" in front
    assert "Small" not in front.partition("Products")[0]

    office = berta.text("/?category=Office")
    assert "Shop Office" in office
    assert "Small 1 product" in office
    assert shelf(office) == {"Lamp", "Desk"}
    small = berta.text("/?category=" + quote("Office › Small"))
    assert "Shop Office Small" in small
    assert shelf(small) == {"Lamp"}
    assert shelf(berta.text("/?category=" + quote("Kitchen › Small"))) == {"Pan", "Cup"}
    assert shelf(berta.text("/?category=Small")) == set()


def test_the_category_and_the_one_above_it_are_told_as_those_that_are_looked_at(berta, supplied):
    page = berta.get(f"/?category={quote('Kitchen › Small')}").content.decode()

    current = re.findall(r'category=([^"]*)" aria-current="true"', page)
    assert current == ["Kitchen", quote("Kitchen › Small")]


def test_a_category_that_is_none_has_no_page_and_its_words_stand_nowhere(berta, supplied):
    for path in ("Call us at 555", "Small", "Office › Call us", "x" * 500):
        page = berta.get("/?category=" + quote(path))
        assert page.status_code == 404
        assert "Call us" not in words(page)


def test_the_longest_path_finds_what_stands_there(berta, cast):
    path = f"{'Upper' * 12} › {'Lower' * 12}"
    add_product(product=replace(LAMP, sku="LONG", name="Long lamp", category=path), by=cast.nora, at=NOON)
    assert "Long lamp" in berta.text("/?category=" + quote(path))
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    number = karl.get("/console/customers/").content.decode().partition("/console/accounts/")[2].partition("/")[0]
    found = karl.get(f"/console/accounts/{number}/order/?category=" + quote(path))
    assert "Long lamp" in found.content.decode()


def test_visitors_walk_the_same_tree(stranger, supplied):
    assert "Kitchen 2 products" in words(stranger.get("/"))
    assert shelf(words(stranger.get("/?category=" + quote("Kitchen › Small")))) == {"Pan", "Cup"}


def test_the_way_to_a_product_leads_through_the_category_above_it(berta, supplied):
    page = berta.get("/?q=lamp").content.decode()
    assert "Office › Small" in page


def test_new_order_finds_by_the_same_categories(supplied, cast, db):
    nora = logged_in("nordlicht", "nora@nordlicht.example")
    listed = nora.get("/console/resellers/").content.decode()
    number = listed.partition("/console/accounts/")[2].partition("/")[0]
    address = f"/console/accounts/{number}/order/"
    assert "Kitchen › Small" in nora.get(address).content.decode()
    found = nora.get(address, {"category": "Kitchen › Small"}, headers=HTMX | {"HX-Target": "shelf"}).content.decode()
    assert ("Pan" in found, "Cup" in found, "Lamp" in found) == (True, True, False)


def test_more_categories_ask_no_more_of_the_database(berta, supplied, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            berta.get("/")
        return len(asked)

    queries()
    before = queries()
    for n in range(4):
        add_product(product=replace(LAMP, sku=f"L{n}", category=f"Office › Part {n}"), by=cast.nora, at=NOON)
    assert queries() == before
