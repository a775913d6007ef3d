"""A tier knows nothing of an order that has not reached it, or that was refused below it (ORD-7, ORD-11, ACC-25)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Scope, scoped
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.match_models import LegMatch
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.xray import xray_of
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-7", "ORD-11", "ACC-25")]


def reads(by: Actor, buyer: int) -> tuple[int, int, int]:
    """Return how many purchases of `buyer` stand in the lists of `by`, and are let through by the walls behind."""
    with transaction.atomic(), scoped(by.scope):
        matches = LegMatch.objects.filter(buyer=buyer).count()
        return Leg.objects.bought_by(buyer).count(), Leg.objects.filter(buyer=buyer).count(), matches


def test_nothing_is_known_of_an_order_before_the_own_sale_of_it_was_asked(cast: Cast):
    leg = buy(cast)

    assert reads(cast.nora, cast.nordlicht) == (0, 0, 0)
    assert reads(cast.karl, cast.kleinbach) == (1, 1, 1)
    with pytest.raises(Exception, match="out of scope"), transaction.atomic(), scoped(cast.nora.scope):
        xray_of(leg.order_id)
    assert order_faults() == []
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert reads(cast.nora, cast.nordlicht) == (1, 1, 1)
    assert order_faults() == []


def test_nor_of_one_that_was_refused_below(cast: Cast):
    leg = buy(cast)
    reject_order(leg_id=leg.pk, reason="Secret", by=cast.karl, at=NOON)

    assert reads(cast.nora, cast.nordlicht) == (0, 0, 0)
    assert reads(cast.karl, cast.kleinbach) == (1, 1, 1)
    assert order_faults() == []


def test_the_sellers_storefront_shows_no_more_to_who_works_there(cast: Cast):
    leg = buy(cast)
    in_storefront = Scope((cast.operator,), buyer=cast.nordlicht)

    with transaction.atomic(), scoped(in_storefront):
        assert not Leg.objects.exists()
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(in_storefront):
        assert Leg.objects.get().number == leg.number
