"""What an order cost whoever sells it stays as it was when the order was placed (ORD-1, ORD-11)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.approval import approve_order
from handsel.orders.costs import costs_of
from handsel.orders.models import Leg
from tests.cast import NOON
from tests.orders.branches import costs_now
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-1", "ORD-11")]


def cost_at_the_supplier(cast: Cast, leg: Leg) -> Money:
    with transaction.atomic(), scoped(cast.olga.scope):
        return costs_of([leg], seller_id=cast.operator)[leg.order_id]


def test_a_plan_that_costs_more_later_leaves_cost_and_margin_of_its_supplier(cast):
    placed = buy(cast, quantity=2)
    approve_order(leg_id=placed.pk, by=cast.karl, at=NOON)
    leg = leg_of(cast.olga, placed.order_id, cast.nordlicht)
    assert (leg.net_minor, cost_at_the_supplier(cast, leg)) == (1_100, Money(1_000, "EUR"))

    costs_now(cast.olga, leg, 1_000)

    assert cost_at_the_supplier(cast, leg) == Money(1_000, "EUR")
    newer = leg_of(cast.olga, buy(cast).order_id, cast.nordlicht)
    assert cost_at_the_supplier(cast, newer) == Money(1_000, "EUR"), "one of the next costs what two did"
