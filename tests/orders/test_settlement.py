"""An order settles through every tier at once, or not at all (ORD-11)."""

import pytest

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders
from handsel.catalog.offers import offers_to
from tests.cast import NOON, wallet
from django.db import transaction

pytestmark = pytest.mark.django_db


def bought(cast: Cast, sku: str = "WEB-S", plan: str = "Monthly", quantity: int = 1) -> Leg:
    with transaction.atomic(), scoped(cast.berta.scope):
        offer = next(o for o in offers_to(cast.bakery) if o.sku == sku and o.plan == plan)
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=offer.plan_id, quantity=quantity, by=cast.berta, at=NOON)
    return place_order(order_id=cart.pk, by=cast.berta, at=NOON)


@pytest.mark.covers("ORD-11", "CAT-2")
def test_every_tier_pays_its_own_price_when_the_last_one_agrees(cast):
    leg = bought(cast)
    assert situation(leg).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792

    leg = approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert situation(leg).name == "in_progress"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000 - 660
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_000 - 550
    assert prove_books().faults == []
    assert order_faults() == []


@pytest.mark.covers("ORD-11")
def test_one_short_tier_leaves_every_wallet_as_it_was_until_funds_arrive(cast):
    leg = bought(cast, "MOVE", "Per site")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
