"""How many of a plan, and per what its price is: the product page says what the domain will ask (SHO-1, CAT-1)."""

import re

import pytest
from django.db import transaction

from handsel.catalog.models import Plan, ProductKind
from handsel.catalog.offers import Offer
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.periods import MONTHLY, YEARLY
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.storefront.forms.cart import within
from tests.cast import NOON
from tests.storefront.test_choosing import HTMX
from tests.storefront.visitors import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.covers("SHO-1", "CAT-1")]


@pytest.fixture
def office(cast: Cast) -> dict[str, int]:
    """Let the operator sell users one by one by the month, or in packs of five by the year."""
    plans = (
        PlanDetails("One by one", MONTHLY, "EUR", 1_000, unit="user"),
        PlanDetails("In packs", YEARLY, "EUR", 10_000, unit="user", quantity_min=5, quantity_max=52, quantity_step=5),
    )
    details = ProductDetails("OFFICE", "Office suite", "Software", ProductKind.SUBSCRIPTION, plans)
    product = add_product(product=details, by=cast.olga, at=NOON)
    with transaction.atomic(), scoped(cast.olga.scope):
        return dict(Plan.objects.filter(product=product).values_list("name", "pk"))


def typed_in(page: str) -> dict[str, str]:
    """Return what the field for the quantity says of itself."""
    found = re.search(r'<input type="number" name="quantity"[^>]*>', page)
    assert found is not None
    return dict(re.findall(r'(value|min|max|step)="(\d+)"', found[0]))


def test_another_plan_sets_how_many_to_what_it_lets_one_order(berta: Visitor, office: dict[str, int]):
    path = f"/products/{office['One by one']}/"
    at_first = berta.get(path).content.decode()
    assert "hx-vals" in at_first
    assert typed_in(at_first)["value"] == typed_in(at_first)["step"] == "1"

    packs = berta.post(path, headers=HTMX, redraw="plan", plan=office["In packs"], quantity=1).content.decode()
    other = berta.post(path, headers=HTMX, redraw="1", plan=office["In packs"], quantity=3).content.decode()

    assert typed_in(packs) == {"value": "5", "min": "5", "max": "52", "step": "5"}
    assert typed_in(other)["value"] == "3"  # what is typed stays unless the plan is another


def test_the_plan_that_the_address_names_is_ticked(berta: Visitor, office: dict[str, int]):
    for plan in office.values():
        page = berta.get(f"/products/{plan}/").content.decode()
        assert re.findall(r'name="plan" value="(\d+)" checked', page) == [str(plan)]
    assert typed_in(page)["value"] == "5"


def test_prices_say_per_what_they_are(berta: Visitor, office: dict[str, int]):
    text = berta.text(f"/products/{office['In packs']}/")

    assert "/ user / month" in text
    assert "/ user / year" in text


def test_a_card_says_from_only_where_there_are_several_prices(berta: Visitor, office: dict[str, int], cast: Cast):
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Plan.objects.get(pk=office["In packs"]).product_id
    add_option(product_id=product, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)
    lone = ProductDetails(
        "LONE", "Lone plan", "Software", ProductKind.SUBSCRIPTION, (PlanDetails("Monthly", MONTHLY, "EUR", 1_000),)
    )
    alone = add_product(product=lone, by=cast.olga, at=NOON)
    add_option(product_id=alone.pk, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)

    assert re.search(r"from €[\d.]+ / user / month", berta.text("/?q=OFFICE"))
    assert "from €" not in berta.text("/?q=LONE")


@pytest.mark.parametrize(
    ("low", "high", "step", "asked", "given"),
    [
        (5, 52, 5, 0, 5),
        (5, 52, 5, 7, 5),
        (5, 52, 5, 8, 10),
        (5, 52, 5, 60, 50),
        (1, 9, 2, 4, 3),
        (3, 3, 1, 9, 3),
        (1, 9, 1, 4, 4),
    ],
)
def test_the_nearest_number_that_can_be_ordered(low: int, high: int, step: int, asked: int, given: int):
    limits = {"quantity_min": low, "quantity_max": high, "quantity_step": step}
    blank = dict.fromkeys(Offer.__dataclass_fields__, "")
    assert within(Offer(**{**blank, **limits}), asked) == given  # type: ignore[arg-type]
