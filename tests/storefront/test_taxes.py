"""Prices with or without tax on the shelf, and net, tax and total in cart, checkout and order (CAT-4)."""

import re

import pytest
from django.test import Client

from handsel.accounts.portal_changes import change_settings
from handsel.catalog.models import ProductKind
from handsel.catalog.periods import MONTHLY
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.tax.rates import adopt_proposed_rates
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.orders.buying import fill_cart
from tests.signups.visitors import portal_lets
from tests.storefront.visitors import Visitor, offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]


@pytest.fixture
def taxed(cast: Cast) -> Cast:
    adopt_proposed_rates(country="DE", by=cast.karl, at=now())
    set_up_tax(setup=SetupDetails("DE", is_registered=True), version=0, by=cast.karl, at=now())
    return cast


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_seller_without_taxes_says_nothing_of_them(berta: Client):
    shelf = page_of(berta, "/")
    assert "7.92" in shelf
    assert "plus tax" not in shelf
    assert "incl. tax" not in shelf


def test_a_company_reads_prices_without_tax_unless_the_portal_shows_them_with_it(berta: Client, taxed: Cast):
    shelf = page_of(berta, "/")
    assert "7.92" in shelf
    assert "plus tax" in shelf

    change_settings(changes={"price_tax": "with"}, version=1, by=taxed.karl, at=now())

    shelf = page_of(berta, "/")
    assert "9.42" in shelf
    assert "7.92" not in shelf
    assert "incl. tax" in shelf


def test_a_setting_that_is_none_is_refused_and_the_setting_is_inherited(berta: Client, taxed: Cast):
    with pytest.raises(Invalid, match="Choose with, without or by_buyer"):
        change_settings(changes={"price_tax": "odd"}, version=1, by=taxed.karl, at=now())
    change_settings(changes={"price_tax": "with"}, version=1, by=taxed.nora, at=now())
    assert "incl. tax" in page_of(berta, "/")


def test_cart_and_checkout_and_order_name_net_tax_and_total(berta: Client, taxed: Cast):
    cart = fill_cart(taxed)
    for path in ("/cart/", "/checkout/"):
        page = page_of(berta, path)
        for shown in ("7.92", "Tax 19 % (DE)", "1.50", "9.42"):
            assert shown in page, (path, shown)
    assert cart.number


@pytest.mark.parametrize(("setting", "note"), [("without", "plus tax"), ("with", "incl. tax")])
def test_lines_of_cart_and_checkout_stand_as_on_the_shelf(berta: Visitor, taxed: Cast, setting: str, note: str):
    plans = (
        PlanDetails("Monthly", MONTHLY, "EUR", 1_000),
        PlanDetails("More storage", MONTHLY, "EUR", 120, is_addon=True, unit="10 GB", quantity_max=50),
    )
    product = ProductDetails("SITE", "Web site", "Sites", ProductKind.SUBSCRIPTION, plans)
    add_product(product=product, by=taxed.olga, at=now())
    portal_lets(taxed.karl, price_tax=setting)
    site, storage = offer(taxed.berta, "SITE"), offer(taxed.berta, "SITE", "More storage")
    with_tax = 1.19 if setting == "with" else 1
    alone, more = f"€{site.unit_minor * with_tax / 100:.2f}", f"€{storage.unit_minor * with_tax / 100:.2f}"
    shelf = words(berta.get(f"/products/{site.plan_id}/"))
    assert f"{alone} / month {note}" in shelf
    assert f"More storage {more} / 10 GB / month {note}" in shelf

    berta.post(f"/products/{site.plan_id}/", plan=site.plan_id, quantity=1, **{f"addon_{storage.plan_id}": 2})

    for path in ("/cart/", "/checkout/"):
        found = re.search(r'<ul class="shop-lines">.*?</ul>', page_of(berta, path), flags=re.DOTALL)
        assert found is not None
        lines = " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())
        assert f"{alone} / month {note}" in lines
        assert lines.count(alone) == 2, "unit and line agree"
        assert f"More storage 2 × 10 GB · {more} / month {note}" in lines


def test_a_unit_in_a_line_is_shown_with_tax_only_where_it_adds_up(berta: Visitor, taxed: Cast):
    plan = PlanDetails("Monthly", MONTHLY, "EUR", 115, unit="user")
    add_product(
        product=ProductDetails("MATH", "Rounding", "Sites", ProductKind.SUBSCRIPTION, (plan,)), by=taxed.olga, at=now()
    )
    portal_lets(taxed.karl, price_tax="with")
    found = offer(taxed.berta, "MATH")
    assert found.unit_minor == 182
    assert "€2.17 / user / month incl. tax" in berta.text(f"/products/{found.plan_id}/")

    berta.put(found, 3)

    assert "€6.50 incl. tax" in berta.text("/cart/")
    for path in ("/cart/", "/checkout/"):
        assert "€1.82 / user / month plus tax" in berta.text(path), path
        assert "€2.17" not in berta.text(path)
    assert "3 × €1.82 / user / month plus tax" in berta.text("/checkout/")
    berta.post(berta.line(found), quantity=1)
    assert "€2.17 / user / month incl. tax" in berta.text("/cart/")
