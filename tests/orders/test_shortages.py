"""What is held, told and locked when several tiers decide or lack funds (ORD-11, FUN-5)."""

import pytest
from django.db import transaction
from psycopg.types.json import Jsonb

from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.orders import waiting
from handsel.orders.approval import approve_order, set_approval
from handsel.orders.models import Leg, PlacedBy
from handsel.orders.placement import place_order
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = pytest.mark.django_db


def empty(by: Actor, buyer: int) -> None:
    """Take the 100.00 EUR that the cast has out of the wallet of `buyer`."""
    sides = [{"role": "adjustment", "amount": 10_000}]
    leg = {"seller": by.seller_id, "buyer": buyer, "currency": "EUR", "amount": -10_000, "against": sides}
    with transaction.atomic(), scoped(by.scope):
        assert call_scalar("ledger_move", f"empty-{buyer}", "debit_note", NOON, None, "Test", "", Jsonb(leg)) == 0


def only_nordlicht_decides(cast: Cast) -> None:
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)


@pytest.mark.covers("ORD-11")
def test_the_customers_money_is_kept_while_a_tier_above_decides(cast):
    only_nordlicht_decides(cast)

    leg = buy(cast)

    assert situation(leg).status == "In progress"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 660
    approve_order(leg_id=leg_of(cast.nora, leg.order_id, cast.kleinbach).pk, by=cast.nora, at=NOON)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


@pytest.mark.covers("ORD-2", "ORD-11")
def test_nobody_above_is_asked_while_the_customer_cannot_pay(cast):
    only_nordlicht_decides(cast)
    empty(cast.karl, cast.bakery)
    empty(cast.nora, cast.kleinbach)

    leg = buy(cast)

    assert situation(leg).name == "awaiting_payment"
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not Leg.objects.sold_by(cast.nordlicht).exists()


@pytest.mark.covers("ORD-11")
def test_the_next_tier_that_lacks_funds_is_told_too(cast):
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    empty(cast.nora, cast.kleinbach)
    empty(cast.olga, cast.nordlicht)
    leg = buy(cast)

    fund(cast.nora, cast.kleinbach, 10_000, "back", NOON)
    for _ in range(2):
        retry_waiting_orders(at=NOON)

    assert situation(leg_of(cast.nora, leg.order_id, cast.nordlicht)).name == "locked"
    with transaction.atomic(), scoped(cast.olga.scope):
        assert Event.objects.filter(name="order.short_of_funds").count() == 1


@pytest.mark.covers("ORD-11")
def test_a_tier_that_was_told_of_a_lock_is_not_asked_before_those_below_agreed(cast):
    only_nordlicht_decides(cast)
    empty(cast.nora, cast.kleinbach)
    leg = buy(cast)
    assert leg_of(cast.olga, leg.order_id, cast.nordlicht).asked_at == NOON

    fund(cast.nora, cast.kleinbach, 10_000, "back", NOON)
    retry_waiting_orders(at=NOON)

    assert situation(leg_of(cast.nora, leg.order_id, cast.kleinbach)).name == "awaiting_approval"
    with transaction.atomic(), scoped(cast.olga.scope):
        assert not Leg.objects.sold_by(cast.operator).exists()


@pytest.mark.covers("FUN-5")
def test_an_order_that_cannot_be_tried_keeps_no_other_waiting(cast, monkeypatch):
    legs = [buy(cast, "MOVE", "Per site", quantity=2) for _ in range(2)]
    fund(cast.karl, cast.bakery, 100_000, "top-up", NOON)
    retry = waiting.retry_order

    def fail_for_the_first(*, order_id: int, **details: object) -> str:
        if order_id == legs[0].order_id:
            raise RuntimeError("poison")
        return retry(order_id=order_id, **details)

    monkeypatch.setattr(waiting, "retry_order", fail_for_the_first)

    assert retry_waiting_orders(at=NOON) == 1
    assert situation(leg_of(cast.karl, legs[1].order_id, cast.bakery)).name == "awaiting_approval"


@pytest.mark.covers("ORD-1")
def test_a_cart_that_staff_complete_counts_as_placed_by_the_reseller(cast):
    leg = place_order(order_id=fill_cart(cast).pk, by=cast.karl, at=NOON)

    assert leg.placed_by == PlacedBy.RESELLER
