"""Who is suspended, and all below, buys nothing, however it is tried (ACC-6, ORD-13)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.archiving import archive_account
from handsel.accounts.bin import delete_account
from handsel.accounts.standing import OrderingStopped
from handsel.accounts.suspending import deactivate_account, lift_suspension, suspend_account
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import fund
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order, retry_order, set_approval
from handsel.orders.cart import cart_of, put_in_cart
from handsel.orders.models import Leg
from handsel.orders.placement import order_for, place_order
from handsel.orders.status import situation
from handsel.orders.wanted import LineWanted
from tests.accounts.crowds import customers
from tests.cast import NOON, wallet
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-6", "ORD-13")]

LATER = NOON + timedelta(hours=1)


def suspend(cast, by=None, account=None, **more):
    suspend_account(account_id=account or cast.bakery, reason="Does not pay", by=by or cast.karl, at=NOON, **more)


def plan_of(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return next(offer.plan_id for offer in offers_to(cast.bakery) if offer.sku == "WEB-S")


def orders_of(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Leg.objects.filter(buyer_id=cast.bakery).count()


def test_a_suspended_customer_places_no_order_and_reads_why(cast):
    cart = fill_cart(cast)
    suspend(cast)

    with pytest.raises(OrderingStopped, match=r"^Ordering is suspended. Reason: Does not pay$"):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)

    assert orders_of(cast) == 0
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    with transaction.atomic(), scoped(cast.berta.scope):
        assert cart_of(cast.bakery).number == cart.number
    lift_suspension(account_id=cast.bakery, reason="Paid", by=cast.karl, at=NOON)
    assert situation(place_order(order_id=cart.pk, by=cast.berta, at=NOON)).name == "awaiting_approval"


def test_nothing_more_goes_into_the_cart_of_who_is_suspended_but_out_of_it(cast):
    cart = fill_cart(cast)
    suspend(cast)

    with pytest.raises(OrderingStopped):
        fill_cart(cast, "MAIL")
    put_in_cart(buyer_id=cast.bakery, plan_id=plan_of(cast), quantity=0, by=cast.berta, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        assert cart.lines.count() == 0


def test_staff_order_nothing_for_who_is_suspended(cast):
    suspend(cast)

    with pytest.raises(OrderingStopped, match=r"is suspended; lift the suspension first"):
        order_for(buyer_id=cast.bakery, lines=[LineWanted(plan_of(cast), 1)], by=cast.karl, at=NOON)
    assert orders_of(cast) == 0


def test_an_order_of_who_was_suspended_meanwhile_is_not_accepted_until_that_is_lifted(cast):
    leg = buy(cast)
    suspend(cast)

    with pytest.raises(OrderingStopped, match=r"lift the suspension first"):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "awaiting_approval"
    lift_suspension(account_id=cast.bakery, reason="Paid", by=cast.karl, at=NOON)
    assert situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name == "in_progress"


@pytest.mark.parametrize("stop", [suspend_account, deactivate_account])
def test_the_whole_branch_of_a_suspended_reseller_stops_buying_and_nobody_learns_who_it_is(cast, stop):
    leg = buy(cast)
    cart = fill_cart(cast)
    stop(account_id=cast.nordlicht, reason="Owes us", by=cast.olga, at=NOON)

    with pytest.raises(OrderingStopped, match=r"^Ordering is suspended.$"):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)
    with pytest.raises(OrderingStopped, match=r"^Your provider takes no orders at the moment.$"):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    with pytest.raises(OrderingStopped, match=r"^Your provider takes no orders"):
        order_for(buyer_id=cast.bakery, lines=[LineWanted(plan_of(cast), 1)], by=cast.karl, at=NOON)


def test_a_reseller_that_is_suspended_itself_is_told_so(cast):
    leg = buy(cast)
    suspend(cast, cast.nora, cast.kleinbach)

    with pytest.raises(OrderingStopped, match=r"Your own account is suspended by your provider"):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)


def test_a_tier_above_accepts_nothing_for_a_customer_who_was_suspended_below_it(cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    leg = buy(cast)
    suspend(cast)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)

    with pytest.raises(OrderingStopped, match=r"^The customer of this order may not buy at the moment"):
        approve_order(leg_id=above.pk, by=cast.nora, at=NOON)


def test_an_order_that_waits_for_money_goes_on_when_the_suspension_ends_and_not_before(cast):
    leg = buy(cast, "MOVE", "Per site", quantity=2)
    assert situation(leg).name == "awaiting_payment"
    suspend(cast, until=LATER)
    fund(cast.karl, cast.bakery, 1_000_00, "enough", NOON)

    run_once(at=NOON)
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "awaiting_payment"
    with pytest.raises(OrderingStopped):
        retry_order(order_id=leg.order_id, by=cast.karl, at=NOON)

    run_once(at=LATER)
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "awaiting_approval"


@pytest.mark.parametrize("end", [archive_account, delete_account])
def test_who_is_archived_or_deleted_buys_nothing(cast, end):
    (account,) = customers(cast, 1)
    plan = plan_of(cast)
    end(account_id=account, by=cast.karl, at=NOON)

    with pytest.raises(OrderingStopped, match=r"is archived; take it out|lies in the bin; restore"):
        order_for(buyer_id=account, lines=[LineWanted(plan, 1)], by=cast.karl, at=NOON)
