"""A tier knows nothing of an order that has not reached it, or that was refused below it (ORD-7, ORD-11, ACC-25)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.money import Money
from handsel.orders.approval import approve_order, reject_order, retry_order, set_approval
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.match_models import LegMatch
from handsel.orders.models import Leg, LegLine
from handsel.orders.placement import order_for
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from handsel.orders.xray import xray_of
from tests.cast import NOON
from tests.orders.branches import customer, fund, leg_of, owner_of, supply, tier
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-7", "ORD-11", "ACC-25")]


def reads(by: Actor, buyer: int) -> tuple[int, int, int, int]:
    """Return how many purchases of `buyer` stand in the lists of `by`, and are let through by the walls behind."""
    with transaction.atomic(), scoped(by.scope):
        matches = LegMatch.objects.filter(buyer=buyer).count()
        lines = LegLine.objects.filter(buyer=buyer).count()
        return Leg.objects.bought_by(buyer).count(), Leg.objects.filter(buyer=buyer).count(), matches, lines


def test_nothing_is_known_of_an_order_before_the_own_sale_of_it_was_asked(cast: Cast):
    leg = buy(cast)

    assert reads(cast.nora, cast.nordlicht) == (0, 0, 0, 0)
    assert reads(cast.karl, cast.kleinbach) == (1, 1, 1, 1)
    with pytest.raises(Exception, match="out of scope"), transaction.atomic(), scoped(cast.nora.scope):
        xray_of(leg.order_id)
    assert order_faults() == []
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert reads(cast.nora, cast.nordlicht) == (1, 1, 1, 1)
    assert order_faults() == []


def test_nor_of_one_that_was_refused_below(cast: Cast):
    leg = buy(cast)
    reject_order(leg_id=leg.pk, reason="Secret", by=cast.karl, at=NOON)

    assert reads(cast.nora, cast.nordlicht) == (0, 0, 0, 0)
    assert reads(cast.karl, cast.kleinbach) == (1, 1, 1, 1)
    assert order_faults() == []


def test_the_sellers_storefront_shows_no_more_to_who_works_there(cast: Cast):
    leg = buy(cast)
    in_storefront = Scope((cast.operator,), buyer=cast.nordlicht)

    with transaction.atomic(), scoped(in_storefront):
        assert not Leg.objects.exists()
        assert not LegLine.objects.exists()
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(in_storefront):
        assert Leg.objects.get().number == leg.number
        assert LegLine.objects.get().leg.number == leg.number


@pytest.mark.covers("ORD-13")
@pytest.mark.parametrize("old_at", [1, 2])
def test_who_agreed_reads_on_while_one_below_is_asked_again(cast: Cast, old_at: int):
    """Unless there is one between who is to agree first."""
    first = tier(cast.operator, "EUR")
    second = tier(first, "EUR")
    third = tier(second, "EUR")
    buyer = customer(third, "EUR")
    plan = supply(cast.operator, Money(1_000, "EUR"))
    for seller, funded in ((first, second), (second, third), (third, buyer)):
        fund(seller, funded, Money(10_000, "EUR"))
    set_approval(account_id=second, required=True, by=owner_of(first), at=NOON)
    for seller in (third, second)[:old_at]:
        rules = {"remind_after_hours": None, "most_reminders": 1, "keep_days": 90, "prices_hold_days": 7, "version": 0}
        set_cart_rules(**rules, by=owner_of(seller), at=NOON)
    order = order_for(buyer_id=buyer, lines=[LineWanted(plan, 1)], by=owner_of(third), at=NOON).order_id
    agreed, _line, _made = leg_of(first, order)
    approve_order(leg_id=agreed.pk, by=owner_of(first), at=NOON + timedelta(days=5))
    assert leg_of(cast.operator, order)[0].fulfilment == "locked"
    fund(cast.operator, first, Money(10_000, "EUR"))

    stands = retry_order(order_id=order, by=owner_of(first), at=NOON + timedelta(days=8))

    assert stands == "awaiting_approval"
    assert [leg_of(seller, order)[0].asked_at is not None for seller in (third, second, first, cast.operator)] == (
        [True, True, True, False] if old_at == 1 else [True, False, False, False]
    )
    assert reads(owner_of(first), first) == ((1,) * 4 if old_at == 1 else (0,) * 4)
    assert order_faults() == []
