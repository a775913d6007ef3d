"""Nothing is ordered that whoever orders has not seen: lines, prices and taxes, judged under the lock (ORD-9)."""

import pytest
from django.db import transaction

from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.cart import put_in_cart
from handsel.orders.cart_seals import CartChanged, seal_of
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import Wanted, set_manual_price
from handsel.orders.models import Leg
from handsel.orders.placement import PlanWithdrawn, place_order
from tests.cast import NOON
from tests.catalog.listed import change
from tests.orders.buying import fill_cart
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "ORD-11")]


def mark(cast, cart) -> str:
    with transaction.atomic(), scoped(cast.berta.scope):
        return seal_of(cart, at=NOON).mark


def placed(cast) -> int:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Leg.objects.count()


def test_what_was_seen_is_ordered(cast):
    cart = fill_cart(cast)
    leg = place_order(order_id=cart.pk, seen=mark(cast, cart), by=cast.berta, at=NOON)
    assert leg.number == cart.number


def test_more_of_something_is_another_cart(cast):
    cart = fill_cart(cast)
    seen = mark(cast, cart)
    put_in_cart(buyer_id=cast.bakery, plan_id=offer(cast.berta, "MAIL").plan_id, quantity=7, by=cast.berta, at=NOON)
    with pytest.raises(CartChanged):
        place_order(order_id=cart.pk, seen=seen, by=cast.berta, at=NOON)
    assert placed(cast) == 0


def test_another_price_is_another_cart(cast):
    cart = fill_cart(cast)
    seen = mark(cast, cart)
    with transaction.atomic(), scoped(cast.karl.scope):
        line = Line.objects.filter(order=cart).order_by("pk")[0]
    set_manual_price(line_id=line.pk, wanted=Wanted("So", price=Money(7_50, "EUR")), by=cast.karl, at=NOON)
    for by in (cast.berta, cast.karl):
        with pytest.raises(CartChanged):
            place_order(order_id=cart.pk, seen=seen, by=by, at=NOON)
    assert placed(cast) == 0
    place_order(order_id=cart.pk, seen=mark(cast, cart), by=cast.berta, at=NOON)


def test_what_is_no_longer_sold_says_so_first(cast):
    cart = fill_cart(cast)
    seen = mark(cast, cart)
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = Line.objects.filter(order=cart).order_by("pk")[0].plan_id
    change(cast.karl, Change(Way.HIDE, [(int(Level.PLAN), plan)]))
    assert mark(cast, cart) != seen
    with pytest.raises(PlanWithdrawn):
        place_order(order_id=cart.pk, seen=seen, by=cast.berta, at=NOON)
    assert placed(cast) == 0
