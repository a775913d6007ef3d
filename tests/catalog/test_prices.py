"""Prices cascade from the supplier down, each tier seeing its own (CAT-2)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.models import PriceList, ProductKind
from handsel.catalog.offers import lines_of, offers_to
from handsel.catalog.periods import ONCE, Period
from handsel.catalog.price_lists import PriceListChanged, set_markup
from handsel.catalog.products import PlanDetails, ProductDetails, SkuTaken, add_product, withdraw_product
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from tests.cast import NOON

pytestmark = pytest.mark.django_db

CHAIR = ProductDetails(
    "CHAIR", "Office chair", "Office", ProductKind.ASSET, (PlanDetails("Each", ONCE, "EUR", 10_000),), "Sits well."
)


def offered(by: Actor, buyer: int) -> dict[str, int]:
    with transaction.atomic(), scoped(by.scope):
        return {f"{offer.sku} {offer.plan}": offer.unit_minor for offer in offers_to(buyer)}


def default_list(by: Actor) -> PriceList:
    with transaction.atomic(), scoped(by.scope):
        return PriceList.objects.get(seller_id=by.seller_id, is_default=True)


@pytest.mark.covers("CAT-2")
@pytest.mark.parametrize(
    ("cost_minor", "markup", "price_minor"),
    [
        (1_000, "0", 1_000),
        (1_000, "10", 1_100),
        (1_005, "10", 1_106),  # 1105.5 rounds half up
        (999, "12.5", 1_124),  # 1123.875
        (1, "49.99", 1),
        (1, "50", 2),
        (0, "100", 0),
        (10**12, "0", 10**12),
        (10**12, "0.01", None),  # too dear to be a price
    ],
)
def test_a_price_is_cost_and_markup_rounded_half_up_per_unit(cost_minor: int, markup: str, price_minor: int):
    assert call_scalar("catalog_price", cost_minor, Decimal(markup)) == price_minor


@pytest.mark.covers("CAT-2")
def test_each_tier_marks_up_the_rounded_price_above_it(cast: Cast):
    assert offered(cast.olga, cast.nordlicht)["MAIL Monthly"] == 198
    assert offered(cast.nora, cast.kleinbach)["MAIL Monthly"] == 238  # 237.6
    assert offered(cast.karl, cast.bakery)["MAIL Monthly"] == 286  # 285.6
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286


@pytest.mark.covers("CAT-2")
def test_a_seller_reads_cost_price_and_margin_side_by_side(cast: Cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        line = next(line for line in lines_of(cast.kleinbach) if line.sku == "MAIL")
    assert (line.unit_cost_minor, line.unit_minor, line.margin.minor, line.is_own) == (238, 286, 48, False)


@pytest.mark.covers("CAT-2")
def test_a_new_markup_counts_at_once_for_all_below_and_for_nobody_beside(cast: Cast):
    before = offered(cast.sven, cast.harbour)
    price_list = default_list(cast.nora)
    set_markup(
        price_list_id=price_list.pk, markup_percent=Decimal(50), version=price_list.version, by=cast.nora, at=NOON
    )
    assert offered(cast.nora, cast.kleinbach)["WEB-S Monthly"] == 825
    assert offered(cast.berta, cast.bakery)["WEB-S Monthly"] == 990
    assert offered(cast.sven, cast.harbour) == before


@pytest.mark.covers("CAT-2")
def test_two_people_do_not_set_a_markup_over_each_other(cast: Cast):
    price_list = default_list(cast.karl)
    set_markup(price_list_id=price_list.pk, markup_percent=Decimal(30), version=1, by=cast.karl, at=NOON)
    with pytest.raises(PriceListChanged):
        set_markup(price_list_id=price_list.pk, markup_percent=Decimal(40), version=1, by=cast.karl, at=NOON)


@pytest.mark.covers("CAT-2")
@pytest.mark.parametrize("percent", ["-0.01", "10000.01"])
def test_nobody_sells_under_cost_by_mistake(cast: Cast, percent: str):
    with pytest.raises(Invalid) as refused:
        set_markup(
            price_list_id=default_list(cast.karl).pk, markup_percent=Decimal(percent), version=1, by=cast.karl, at=NOON
        )
    assert set(refused.value.fields) == {"markup_percent"}


@pytest.mark.covers("CAT-2")
def test_a_reseller_sells_its_own_products_to_all_below_and_to_nobody_else(cast: Cast):
    add_product(product=CHAIR, by=cast.nora, at=NOON)
    assert offered(cast.berta, cast.bakery)["CHAIR Each"] == 14_400
    assert "CHAIR Each" not in offered(cast.sven, cast.harbour)
    assert "CHAIR Each" not in offered(cast.olga, cast.nordlicht)


@pytest.mark.covers("CAT-1")
def test_a_withdrawn_product_is_not_offered_any_more(cast: Cast):
    product = add_product(product=CHAIR, by=cast.nora, at=NOON)
    withdraw_product(product_id=product.pk, by=cast.nora, at=NOON)
    withdraw_product(product_id=product.pk, by=cast.nora, at=NOON)
    assert "CHAIR Each" not in offered(cast.berta, cast.bakery)


@pytest.mark.covers("CAT-1")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sku": " "}, "sku"),
        ({"name": ""}, "name"),
        ({"category": ""}, "category"),
        ({"plans": ()}, "plans"),
        ({"plans": (PlanDetails("Each", ONCE, "EUR", -1),)}, "plans"),
        ({"plans": (PlanDetails("Each", Period(-1, "month"), "EUR", 1),)}, "plans"),
        ({"plans": (PlanDetails("", ONCE, "EUR", 1),)}, "plans"),
        ({"plans": (PlanDetails("Each", ONCE, "XQX", 1),)}, "plans"),
        ({"plans": (PlanDetails("Each", ONCE, "EUR", 10**15 + 1),)}, "plans"),
        ({"sku": "S" * 41}, "sku"),
    ],
)
def test_a_product_that_cannot_be_sold_is_refused_by_field(cast: Cast, change: dict[str, object], field: str):
    with pytest.raises(Invalid) as refused:
        add_product(product=replace(CHAIR, **change), by=cast.nora, at=NOON)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


@pytest.mark.covers("CAT-1")
def test_an_article_number_stands_once_and_readers_offer_nothing(cast: Cast):
    add_product(product=CHAIR, by=cast.karl, at=NOON)
    with pytest.raises(SkuTaken):
        add_product(product=CHAIR, by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        add_product(product=CHAIR, by=cast.ruth, at=NOON)


@pytest.mark.covers("CAT-2")
def test_a_plan_in_another_currency_ends_where_the_currency_ends(cast: Cast):
    customer = add_customer(
        details=AccountDetails(company_name="Dollar Inc", email="a@dollar.example"),
        currency="USD",
        by=cast.karl,
        at=NOON,
    )
    assert offered(cast.karl, customer.pk) == {}


@pytest.mark.covers("CAT-2")
def test_what_grew_too_dear_to_write_down_is_not_offered_and_the_rest_is(cast):
    dear = ProductDetails("DEAR", "Moon", "X", ProductKind.SERVICE, [PlanDetails("Once", ONCE, "EUR", 10**12)])
    add_product(product=dear, by=cast.olga, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        shown = {offer.sku for offer in offers_to(cast.bakery)}
    set_markup(
        price_list_id=default_list(cast.nora).pk, markup_percent=Decimal(10_000), version=1, by=cast.nora, at=NOON
    )
    with transaction.atomic(), scoped(cast.nora.scope):
        sold = {line.sku for line in lines_of(cast.nordlicht)}

    assert "DEAR" not in shown | sold
    assert {"WEB-S", "MOVE"} <= shown & sold


@pytest.mark.covers("CAT-2")
@pytest.mark.parametrize("cost_minor", [0, -1, 10**12 + 1])
def test_a_cost_is_above_zero_and_within_reason(cast, cost_minor):
    plans = [PlanDetails("Once", ONCE, "EUR", cost_minor)]
    with pytest.raises(Invalid) as refused:
        add_product(product=ProductDetails("GIFT", "Gift", "X", ProductKind.SERVICE, plans), by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"plans"}
