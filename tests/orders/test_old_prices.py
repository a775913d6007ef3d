"""Funds that arrive late do not settle at prices that do not hold any more: they are confirmed again (ORD-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order, reject_order, retry_order, set_approval
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.rechecking import changes_since, seal_of
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders
from handsel.orders.wanted import LineWanted
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.mail.reading import mails, read_all
from tests.orders.branches import mark_up
from tests.orders.buying import buy, leg_of
from tests.orders.carding import emptied, proven
from tests.orders.test_hidden import reads

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-13")]

IN_TIME, LATE = NOON + timedelta(days=7), NOON + timedelta(days=8)


@pytest.fixture
def seven_days(cast: Cast) -> Cast:
    """Prices of Kleinbach hold for seven days, and Bakery's orders need no approval."""
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    rules = {"remind_after_hours": None, "most_reminders": 1, "keep_days": 90, "version": 0}
    set_cart_rules(**rules, prices_hold_days=7, by=cast.karl, at=NOON)
    return cast


def name_of(cast: Cast, leg: Leg) -> str:
    return situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name


def accept(cast: Cast, leg: Leg, at=LATE) -> Leg:
    with transaction.atomic(), scoped(cast.karl.scope):
        seal = seal_of(changes_since(Leg.objects.get(pk=leg.pk), at=at))
    return approve_order(leg_id=leg.pk, by=cast.karl, at=at, confirmed=seal)


def test_what_waited_for_its_payment_too_long_waits_for_its_seller_then(seven_days):
    leg = buy(seven_days, "TLS", "One year", 2)
    assert situation(leg).name == "awaiting_payment"
    mark_up(seven_days.kleinbach, Decimal(50))
    fund(seven_days.karl, seven_days.bakery, 10_000, "late", LATE)

    assert retry_waiting_orders(at=LATE) == 1

    assert name_of(seven_days, leg) == "awaiting_approval"
    assert wallet(seven_days.kleinbach, seven_days.bakery).held_minor == leg.gross_minor
    with pytest.raises(Refusal, match="so long your prices hold") as refused:
        approve_order(leg_id=leg.pk, by=seven_days.karl, at=LATE)
    assert refused.value.code == "price_changed"
    assert retry_waiting_orders(at=LATE) == 0
    proven()


def test_in_time_it_settles_by_itself(seven_days):
    leg = buy(seven_days)
    assert name_of(seven_days, leg) == "in_progress"
    waiting = buy(seven_days, "TLS", "One year", 2)
    fund(seven_days.karl, seven_days.bakery, 10_000, "soon", IN_TIME)
    fund(seven_days.nora, seven_days.kleinbach, 10_000, "soon", IN_TIME)
    fund(seven_days.olga, seven_days.nordlicht, 10_000, "soon", IN_TIME)

    retry_waiting_orders(at=IN_TIME)

    assert name_of(seven_days, waiting) == "in_progress"


def test_what_a_tier_above_held_up_is_looked_at_again_and_its_seller_gets_a_mail(seven_days):
    emptied(seven_days, seven_days.nordlicht, seven_days.kleinbach)
    leg = buy(seven_days)
    assert name_of(seven_days, leg) == "in_progress"
    assert leg_of(seven_days.nora, leg.order_id, seven_days.kleinbach).fulfilment == "locked"
    fund(seven_days.nora, seven_days.kleinbach, 10_000, "late", LATE)

    retry_waiting_orders(at=LATE)

    assert name_of(seven_days, leg) == "awaiting_approval"
    read_all(LATE)
    assert seven_days.karl.user_id in {mail.user_id for mail in mails(seven_days.kleinbach, kind="order_to_approve")}
    assert situation(accept(seven_days, leg)).name == "in_progress"
    assert leg_of(seven_days.nora, leg.order_id, seven_days.kleinbach).settled_at
    proven()


def test_what_was_agreed_to_holds_so_long_from_then_on(seven_days):
    set_approval(account_id=seven_days.bakery, required=True, by=seven_days.karl, at=NOON)
    emptied(seven_days, seven_days.nordlicht, seven_days.kleinbach)
    leg = buy(seven_days)
    approve_order(leg_id=leg.pk, by=seven_days.karl, at=IN_TIME)

    assert retry_order(order_id=leg.order_id, by=seven_days.karl, at=IN_TIME + timedelta(days=7)) == "locked"
    fund(seven_days.nora, seven_days.kleinbach, 10_000, "late", LATE)
    retry_waiting_orders(at=IN_TIME + timedelta(days=8))

    assert name_of(seven_days, leg) == "awaiting_approval"
    assert situation(accept(seven_days, leg, IN_TIME + timedelta(days=8))).name == "in_progress"


@pytest.mark.covers("ORD-7", "ACC-25")
def test_what_its_seller_looks_at_again_is_not_known_above_meanwhile(seven_days):
    """All read of it while it is locked; then its price is old, and Karl has to agree once more."""
    set_approval(account_id=seven_days.bakery, required=True, by=seven_days.karl, at=NOON)
    emptied(seven_days, seven_days.nordlicht, seven_days.kleinbach)
    approve_order(leg_id=buy(seven_days).pk, by=seven_days.karl, at=NOON)

    assert reads(seven_days.nora, seven_days.nordlicht) == (1, 1, 1, 1)
    fund(seven_days.nora, seven_days.kleinbach, 10_000, "late", LATE)
    retry_waiting_orders(at=LATE)
    assert reads(seven_days.nora, seven_days.nordlicht) == (0, 0, 0, 0)
    proven()


def test_whoever_ordered_for_a_customer_confirms_the_price_themselves(seven_days):
    emptied(seven_days, seven_days.nordlicht, seven_days.kleinbach)
    plan = buy(seven_days).lines.values_list("plan_id", flat=True)
    with transaction.atomic(), scoped(seven_days.karl.scope):
        plan_id = plan.get()
    leg = order_for(buyer_id=seven_days.bakery, lines=[LineWanted(plan_id)], by=seven_days.karl, at=NOON)
    fund(seven_days.nora, seven_days.kleinbach, 10_000, "late", LATE)

    retry_waiting_orders(at=LATE)

    assert situation(accept(seven_days, leg)).name == "in_progress"


def test_what_was_paid_in_time_is_not_late_because_others_agree_late(seven_days):
    set_approval(account_id=seven_days.bakery, required=True, by=seven_days.karl, at=NOON)
    set_approval(account_id=seven_days.kleinbach, required=True, by=seven_days.nora, at=NOON)
    leg = buy(seven_days)
    approve_order(leg_id=leg.pk, by=seven_days.karl, at=NOON)
    bought = leg_of(seven_days.nora, leg.order_id, seven_days.kleinbach)

    approve_order(leg_id=bought.pk, by=seven_days.nora, at=LATE)

    assert leg_of(seven_days.karl, leg.order_id, seven_days.bakery).settled_at
    proven()


def test_who_agreed_sees_an_order_on_that_another_is_asked_about_again(seven_days):
    set_approval(account_id=seven_days.bakery, required=True, by=seven_days.karl, at=NOON)
    set_approval(account_id=seven_days.kleinbach, required=True, by=seven_days.nora, at=NOON)
    emptied(seven_days, seven_days.operator, seven_days.nordlicht)
    leg = buy(seven_days)
    approve_order(leg_id=leg.pk, by=seven_days.karl, at=NOON)
    bought = leg_of(seven_days.nora, leg.order_id, seven_days.kleinbach)
    approve_order(leg_id=bought.pk, by=seven_days.nora, at=IN_TIME)
    fund(seven_days.olga, seven_days.nordlicht, 10_000, "late", LATE)

    retry_waiting_orders(at=LATE)

    assert name_of(seven_days, leg) == "awaiting_approval"
    theirs = leg_of(seven_days.nora, leg.order_id, seven_days.kleinbach)
    assert (theirs.approval, theirs.asked_at) == ("approved", NOON)
    reject_order(leg_id=leg.pk, reason="Too dear", by=seven_days.karl, at=LATE)
    with transaction.atomic(), scoped(seven_days.nora.scope):
        assert Event.objects.filter(seller_id=seven_days.nordlicht, name="order.canceled").count() == 1
