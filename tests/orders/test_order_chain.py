"""Whether an order can be funded now, and one order leg by leg, each tier with what it may know (ORD-14, ORD-15)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import fund
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.preflight import Funding, funding_of, funding_together
from handsel.orders.xray import LegSeen, xray_of
from tests.cast import NOON
from tests.orders.buying import buy, fill_cart

pytestmark = pytest.mark.django_db


def fundings(by: Actor, order_id: int) -> list[Funding]:
    with transaction.atomic(), scoped(by.scope):
        return list(funding_of(order_id, at=NOON))


def figures(found: list[Funding]) -> list[tuple[bool, int, int, int]]:
    return [(one.is_purchase, one.needed.minor, one.available.minor, one.missing.minor) for one in found]


def xray(by: Actor, order_id: int) -> list[LegSeen]:
    with transaction.atomic(), scoped(by.scope):
        return list(xray_of(order_id))


@pytest.mark.covers("ORD-14")
def test_staff_see_of_a_cart_what_their_buyer_and_they_themselves_have(cast):
    cart = fill_cart(cast, "TLS", "One year", 2)

    assert figures(fundings(cast.karl, cart.pk)) == [(False, 12_356, 10_000, 2_356), (True, 10_296, 10_000, 296)]


@pytest.mark.covers("ORD-14")
def test_what_is_held_for_the_order_counts_and_a_settled_one_needs_nothing(cast):
    leg = buy(cast)

    assert figures(fundings(cast.karl, leg.order_id)) == [(False, 792, 10_000, 0), (True, 660, 10_000, 0)]
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert fundings(cast.karl, leg.order_id) == []


@pytest.mark.covers("ORD-14")
def test_what_several_orders_need_together_of_one_wallet_is_one_sum(cast):
    """Each of the two could be funded alone: together they cost Kleinbach 158.40, and it has 100.00."""
    fund(cast.karl, cast.bakery, 20_000, "enough", NOON)
    legs = [buy(cast, "MOVE", "Per site") for _ in range(2)]

    with transaction.atomic(), scoped(cast.karl.scope):
        found = list(funding_together([leg.order_id for leg in legs], at=NOON))

    assert figures(found) == [(True, 15_840, 10_000, 5_840), (False, 19_008, 19_008, 0)]


@pytest.mark.covers("ORD-14")
def test_a_shortage_above_is_not_told(cast):
    """Three certificates cost Nordlicht 128.70, and it has 100.00."""
    fund(cast.karl, cast.bakery, 20_000, "enough", NOON)
    fund(cast.nora, cast.kleinbach, 20_000, "enough", NOON)
    leg = buy(cast, "TLS", "One year", 3)

    told = fundings(cast.karl, leg.order_id)

    assert [one.missing.minor for one in told] == [0, 0]
    assert {one.buyer_id for one in told} == {cast.bakery, cast.kleinbach}
    assert [one.buyer_id for one in fundings(cast.berta, leg.order_id)] == [cast.bakery]
    assert fundings(cast.sven, leg.order_id) == []


@pytest.mark.covers("ORD-15")
def test_each_tier_sees_its_own_legs_and_of_the_others_that_they_add_up(cast):
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    own = {
        name: [(one.leg.gross_minor if one.leg else None, one.holds) for one in xray(by, leg.order_id)]
        for name, by in (("karl", cast.karl), ("nora", cast.nora), ("olga", cast.olga))
    }

    assert own == {
        "karl": [(792, True), (660, True), (None, True)],
        "nora": [(None, True), (660, True), (550, True)],
        "olga": [(None, True), (None, True), (550, True)],
    }


@pytest.mark.covers("ORD-15")
def test_who_takes_no_part_sees_no_leg(cast):
    leg = buy(cast)

    for by in (cast.sven, cast.berta):
        with pytest.raises(Exception, match="out of scope"), transaction.atomic():
            xray(by, leg.order_id)
