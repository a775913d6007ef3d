"""A customer never reads the name of a tier above its own seller (SHO-1, MAI-2, OPS-3)."""

import pytest

from handsel.orders.approval import approve_order
from tests.orders.buying import buy, fill_cart
from tests.storefront.visitors import offer

pytestmark = pytest.mark.django_db

ABOVE = ("Nordlicht", "nordlicht", "Handsel Cloud", "handsel.example", "Nora", "Olga")
PLACES = ("/", "/?q=web", "/?category=Mail", "/log-in/", "/activate/nothing/", "/orders/NOSUCH00/", "/nowhere/")
OWN = ("/cart/", "/checkout/", "/orders/", "/funds/", "/subscriptions/", "/profile/")


def names_above(text: str) -> list[str]:
    return [name for name in ABOVE if name in text]


@pytest.mark.parametrize("path", PLACES)
def test_strangers_read_the_direct_sellers_name_only(stranger, path):
    assert names_above(stranger.get(path).content.decode()) == []


def test_customers_read_the_direct_sellers_name_only(berta, cast):
    # One order waits for approval, one is locked for want of funds at a tier above, one lies in the cart.
    waiting, locked = buy(cast, "MAIL"), buy(cast, "TLS", "One year")
    approve_order(leg_id=locked.pk, by=cast.karl, at=locked.placed_at)
    fill_cart(cast, "WEB-S")
    orders = [f"/orders/{leg.number}/{page}" for leg in (waiting, locked) for page in ("", "placed/")]
    products = [f"/products/{offer(cast.berta, 'WEB-S').plan_id}/"]

    for path in (*PLACES, *OWN, *orders, *products):
        answer = berta.get(path)
        assert answer.status_code in {200, 404, 410}, path
        assert names_above(answer.content.decode() + str(answer.headers)) == [], path
        assert "Kleinbach" in answer.content.decode() or answer.status_code == 404, path


def test_figures_of_other_tiers_never_stand_on_a_page(berta, cast):
    # What WEB-S costs Kleinbach, Nordlicht and the operator: 6.60, 5.50 and 5.00.
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=leg.placed_at)

    for path in ("/", "/orders/", f"/orders/{leg.number}/", "/funds/"):
        page = berta.text(path)
        assert not any(figure in page for figure in ("6.60", "5.50", "€5.00")), path
