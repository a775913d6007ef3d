"""A refund after execution climbs through the tiers, and is paid on every edge at once or on none (ORD-12)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Back, Refund
from handsel.deliveries.refunding import (
    ask_refund,
    confirm_due_refunds,
    confirm_refund,
    decline_refund,
    pay_refund_alone,
    set_refund_rule,
)
from handsel.deliveries.rules import NothingToRefund, RefundConflict, RefundOpen, WayBackNotOffered
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.subscriptions.models import Subscription
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from tests.cast import NOON, wallet
from tests.deliveries.delivering import by_hand, deliveries, tasks, work
from tests.deliveries.refunding import asked, delivered, line_ids, refund_of, rule, states
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]

EDGES = ("kleinbach", "bakery"), ("nordlicht", "kleinbach"), ("operator", "nordlicht")
FULL = [10_000] * 3


def balances(cast) -> list[int]:
    return [wallet(getattr(cast, seller), getattr(cast, buyer)).balance_minor for seller, buyer in EDGES]


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def said_of(cast, leg) -> list[str]:
    ends = ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht))
    return [situation(leg_of(by, leg.order_id, buyer)).name for by, buyer in ends]


def test_each_tier_is_asked_in_turn_and_the_last_yes_pays_every_edge(cast):
    leg = delivered(cast)
    before = balances(cast)

    asked(cast, leg)
    assert states(cast) == ["passed_on", "waiting"]
    confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)
    assert states(cast) == ["passed_on", "passed_on", "waiting"]
    assert balances(cast) == before
    assert proved()
    confirm_refund(refund_id=refund_of(cast.olga).pk, by=cast.olga, at=NOON)

    assert states(cast) == ["refunded"] * 3
    assert balances(cast) == FULL
    assert said_of(cast, leg) == ["executed_refunded"] * 3
    assert {found.state for found in deliveries(cast.karl, leg.order_id)} == {"canceled"}
    work()
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Subscription.objects.filter(seller_id=cast.kleinbach, ended_on=None).exists()
    assert proved()


def test_rules_that_say_yes_at_once_pay_in_the_same_moment(cast):
    rule(cast.nora, 0)
    rule(cast.olga, 0)
    leg = delivered(cast)

    refund = asked(cast, leg)

    assert refund.state == "refunded"
    assert balances(cast) == FULL
    assert proved()


def test_a_rule_with_days_confirms_by_itself_unless_a_person_says_no_before(cast):
    rule(cast.nora, 3)
    rule(cast.olga, 0)
    leg = delivered(cast)
    asked(cast, leg)

    assert confirm_due_refunds(at=NOON + timedelta(days=2)) == 0
    assert states(cast) == ["passed_on", "waiting"]
    assert confirm_due_refunds(at=NOON + timedelta(days=3)) == 1

    assert states(cast) == ["refunded"] * 3
    assert balances(cast) == FULL
    assert confirm_due_refunds(at=NOON + timedelta(days=4)) == 0
    assert proved()


def test_the_buyer_asks_and_its_seller_confirms_first(cast):
    rule(cast.nora, 0)
    rule(cast.olga, 0)
    leg = delivered(cast)

    refund = asked(cast, leg, by=cast.berta)
    assert (refund.state, refund.is_asked_by_buyer) == ("waiting", True)
    confirm_refund(refund_id=refund.pk, by=cast.karl, at=NOON)

    assert states(cast) == ["refunded"] * 3
    assert proved()


@pytest.mark.covers("FUN-8")
def test_a_refund_asked_for_before_the_worker_came_finds_an_order_that_is_executed(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert asked(cast, leg).state == "passed_on"

    assert said_of(cast, leg) == ["executed"] * 3
    assert proved()


def test_what_a_customer_writes_is_not_read_above_its_seller(cast):
    leg = delivered(cast)
    refund = asked(cast, leg, by=cast.berta, reason="Bakery has it twice")
    confirm_refund(refund_id=refund.pk, by=cast.karl, at=NOON)

    assert refund_of(cast.nora).reason == "The buyer asks for its money back."
    confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, reason="Please", at=NOON)

    assert refund_of(cast.olga).reason == "Please"


def test_a_no_above_leaves_it_to_the_seller_below_who_pays_alone(cast):
    leg = delivered(cast)
    before = balances(cast)
    asked(cast, leg)
    confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)

    decline_refund(refund_id=refund_of(cast.olga).pk, answer="It was used", by=cast.olga, at=NOON)
    assert states(cast) == ["passed_on", "refused_above", "declined"]
    assert balances(cast) == before
    assert proved()
    pay_refund_alone(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)

    assert states(cast) == ["refunded", "refunded", "declined"]
    assert balances(cast) == [10_000, 10_000, before[2]]
    assert said_of(cast, leg) == ["executed_refunded", "executed_refunded", "executed"]
    assert {found.state for found in deliveries(cast.karl, leg.order_id)} == {"delivered"}
    assert refund_of(cast.nora).is_own_pocket
    assert not refund_of(cast.karl).is_own_pocket
    assert proved()


def test_a_no_that_goes_all_the_way_down_ends_it_with_a_reason(cast):
    leg = delivered(cast)
    before = balances(cast)
    asked(cast, leg)
    decline_refund(refund_id=refund_of(cast.nora).pk, answer="Too late", by=cast.nora, at=NOON)
    assert states(cast) == ["refused_above", "declined"]

    declined = decline_refund(refund_id=refund_of(cast.karl).pk, answer="It was used", by=cast.karl, at=NOON)

    assert (declined.state, declined.answer) == ("declined", "It was used")
    assert balances(cast) == before
    with transaction.atomic(), scoped(cast.berta.scope):
        assert Refund.objects.get().answer == "It was used"
    assert asked(cast, leg).state == "passed_on"
    assert proved()


def test_whoever_agreed_takes_it_back_while_a_tier_above_is_asked(cast):
    leg = delivered(cast)
    asked(cast, leg)

    decline_refund(refund_id=refund_of(cast.karl).pk, answer="A mistake", by=cast.karl, at=NOON)

    assert states(cast) == ["declined", "declined"]
    assert refund_of(cast.nora).answer == "The buyer does not ask for it any more."
    with pytest.raises(RefundConflict):
        confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)
    assert proved()


def test_what_the_supplier_takes_back_later_is_not_paid_twice(cast):
    leg = delivered(cast)
    before = balances(cast)
    asked(cast, leg)
    decline_refund(refund_id=refund_of(cast.nora).pk, answer="No", by=cast.nora, at=NOON)
    pay_refund_alone(refund_id=refund_of(cast.karl).pk, by=cast.karl, at=NOON)
    assert balances(cast) == [10_000, *before[1:]]

    for task in tasks(cast.olga):
        give_back_line(delivery_id=task.delivery_id, reason="Revoked", by=cast.olga, at=NOON)

    assert balances(cast) == FULL
    assert proved()


def test_refusals_name_what_is_wrong(cast):
    leg = delivered(cast)
    lines = line_ids(cast.karl, leg)
    with pytest.raises(Invalid):
        asked(cast, leg, reason=" ")
    with pytest.raises(WayBackNotOffered):
        asked(cast, leg, back=Back.CARD)
    with pytest.raises(NothingToRefund):
        asked(cast, leg, line_ids=[*lines, 0])
    with pytest.raises(NothingToRefund):
        asked(cast, leg, line_ids=[])
    with pytest.raises(NothingToRefund):
        ask_refund(
            leg_id=leg_of(cast.nora, leg.order_id, cast.kleinbach).pk,
            line_ids=lines, reason="So", by=cast.nora, at=NOON,
        )  # fmt: skip
    with pytest.raises(NothingToRefund):
        asked(cast, buy(cast), line_ids=lines)
    refund = asked(cast, leg)
    with pytest.raises(RefundOpen):
        asked(cast, leg)
    with pytest.raises(RefundConflict):
        pay_refund_alone(refund_id=refund.pk, by=cast.karl, at=NOON)
    with pytest.raises(Refund.DoesNotExist):
        confirm_refund(refund_id=refund.pk, by=cast.nora, at=NOON)
    with pytest.raises(Forbidden):
        decline_refund(refund_id=refund.pk, answer="No", by=cast.berta, at=NOON)
    with pytest.raises(Invalid):
        decline_refund(refund_id=refund_of(cast.nora).pk, answer="", by=cast.nora, at=NOON)
    with pytest.raises(Invalid):
        set_refund_rule(days=91, version=0, by=cast.nora, at=NOON)


def test_a_tier_reads_its_own_two_edges_of_a_refund_and_no_other(cast):
    leg = delivered(cast)
    asked(cast, leg)
    confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)

    def seen(by) -> set[tuple[int, int]]:
        with transaction.atomic(), scoped(by.scope):
            return set(Refund.objects.values_list("seller_id", "buyer_id"))

    of_bakery, of_kleinbach, of_nordlicht = (
        (cast.kleinbach, cast.bakery), (cast.nordlicht, cast.kleinbach), (cast.operator, cast.nordlicht),
    )  # fmt: skip
    assert seen(cast.berta) == {of_bakery}
    assert seen(cast.karl) == {of_bakery, of_kleinbach}
    assert seen(cast.nora) == {of_kleinbach, of_nordlicht}
    assert seen(cast.olga) == {of_nordlicht}


@pytest.mark.covers("ACC-16", "ACC-25")
def test_from_where_somebody_asks_confirms_or_cancels_is_told_to_their_own_tier_only(cast):
    tiers = (cast.karl, cast.nora, cast.olga)
    karl, nora, olga = (by.coming_from(Origin(Way.CONSOLE, f"192.0.2.{place}")) for place, by in enumerate(tiers))
    by_hand(cast, "MAIL")
    asked(cast, delivered(cast), by=karl)
    confirm_refund(refund_id=refund_of(nora).pk, by=nora, at=NOON)
    confirm_refund(refund_id=refund_of(olga).pk, by=olga, at=NOON)
    settled = approve_order(leg_id=buy(cast, "MAIL").pk, by=karl, at=NOON)
    cancel_settled_order(leg_id=settled.pk, reason="Ordered twice", by=karl, at=NOON)

    signed = []
    for place, by in enumerate(tiers):
        with transaction.atomic(), scoped(by.scope):
            told = Event.objects.filter(seller_id=by.seller_id)
            known = {event.address for event in told.filter(address__isnull=False)}
            assert known & {f"192.0.2.{any_place}" for any_place in range(3)} == {f"192.0.2.{place}"}
            asking = told.get(name="refund.asked")
            signed.append((asking.actor_id, asking.actor_name, asking.way))
            assert told.filter(name="order.canceled").count() == 1
    below = [(None, by.name, "") for by in (cast.karl, cast.nora)]
    assert signed == [(cast.karl.user_id, cast.karl.name, "console"), *below]
