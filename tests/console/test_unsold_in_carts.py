"""What lies in a cart and is no longer sold keeps its name, and staff read why (ORD-9, ORD-10)."""

import pytest
from django.test import Client

from handsel.accounts.models import Account
from handsel.catalog.models import Plan, ProductKind
from handsel.catalog.periods import MONTHLY
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.catalog.products import PlanDetails, ProductDetails, add_product, withdraw_product
from handsel.cli.demo.story import PASSWORD
from handsel.identity.actor import system
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.cart import put_in_cart
from handsel.orders.wanted import LineWanted
from handsel.signups.carts import add_visitor_line
from tests.cast import NOON
from tests.catalog.listed import change
from tests.orders.buying import fill_cart
from tests.signups.visitors import HERE, portal_lets
from tests.storefront.visitors import Visitor, offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "ORD-10")]

CARE = ProductDetails(
    "CARE", "Care", "Help", ProductKind.SUBSCRIPTION, (PlanDetails("By the hour", MONTHLY, "EUR", 900),)
)
INCOMPLETE = "/console/orders/?queue=incomplete"


@pytest.fixture
def path(cast) -> str:
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/order/"


def told(page) -> str:
    return " ".join(page.content.decode().split())


def berta() -> Visitor:
    """Berta of the Bakery, logged in at Kleinbach's storefront."""
    found = Visitor(Client(), "kleinbach")
    found.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    return found


def add_own(cast) -> Plan:
    """Return the plan of a product of Kleinbach's own."""
    product = add_product(product=CARE, by=cast.karl, at=NOON)
    with scoped(cast.karl.scope):
        return Plan.objects.get(product=product)


def test_staff_read_what_lies_in_a_cart_and_why_it_is_not_sold(karl, cast, path):
    web, own, mail = offer(cast.berta, "WEB-S").plan_id, add_own(cast), offer(cast.berta, "MAIL")
    fill_cart(cast)
    for plan_id in (own.pk, mail.plan_id):
        put_in_cart(buyer_id=cast.bakery, plan_id=plan_id, quantity=2, by=cast.berta, at=NOON)
    change(cast.karl, Change(Way.HIDE, [(int(Level.PLAN), web)]))
    withdraw_product(product_id=own.product_id, by=cast.karl, at=NOON)
    withdraw_product(product_id=mail.product_id, by=cast.olga, at=NOON)

    draft, incomplete, cart = told(karl.get(path)), told(karl.get(INCOMPLETE)), told(berta().get("/cart/"))

    for page in (draft, incomplete):
        assert "(no longer sold: hidden in the price list)" in page
        assert "(no longer sold: withdrawn)" in page
    assert "(no longer sold: no longer sold by your provider)" in draft
    assert "Web hosting Start <small" in incomplete
    for name in ("Web hosting Start", "Monthly", "Care", "By the hour", mail.product):
        assert name in draft
        assert name in cart
    assert "hidden in the price list" not in cart


@pytest.mark.covers("ACC-3")
def test_staff_read_the_same_of_a_visitors_cart(karl, cast):
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    own = add_own(cast)
    wanted = LineWanted(own.pk, 2)
    add_visitor_line(secret="", wanted=wanted, place=HERE, by=system(cast.kleinbach), at=now())
    withdraw_product(product_id=own.product_id, by=cast.karl, at=NOON)

    assert '2 × Care <small class="text-muted">(no longer sold: withdrawn)' in told(karl.get(INCOMPLETE))
