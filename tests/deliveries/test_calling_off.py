"""Who canceled an order, and why, stays with it beside who approved it (ORD-2, ORD-12)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.proof import delivery_faults
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from handsel.orders.xray import xray_of
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.deliveries.delivering import bought, by_hand, deliveries, tasks, work
from tests.orders.branches import supply
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-2", "ORD-12")]


@pytest.fixture
def kim(cast) -> Actor:
    """Somebody else at Kleinbach than the one who approves."""
    return replace(cast.karl, name="Kim Klein")


def told(by: Actor, leg: Leg, name: str) -> list[tuple[str, str]]:
    """Return who did what `name` says on `leg`, and why, as `by` reads it."""
    with transaction.atomic(), scoped(by.scope):
        events = Event.objects.filter(subject_kind="leg", subject_id=leg.pk, name=name)
        return list(events.values_list("actor_name", "reason"))


def test_whoever_cancels_a_paid_order_is_told_and_its_approver_stays(cast, kim):
    leg = bought(cast)

    cancel_settled_order(leg_id=leg.pk, reason="Ordered twice", by=kim, at=NOON)

    canceled, above = (leg_of(by, leg.order_id, at) for by, at in ((kim, cast.bakery), (cast.olga, cast.nordlicht)))
    assert (canceled.approval, canceled.decided_by_name) == ("approved", cast.karl.name)
    assert (canceled.canceled_by_name, canceled.cancel_reason) == (kim.name, "Ordered twice")
    assert told(kim, canceled, "order.canceled") == [(kim.name, "")]
    assert above.canceled_by_name == ""
    assert told(cast.olga, above, "order.canceled") == [("Handsel", "")]


def test_what_is_canceled_beside_something_delivered_keeps_author_and_reason(cast, kim):
    by_hand(cast, "WEB-S")
    fill_cart(cast)
    leg = approve_order(leg_id=buy(cast, "MAIL").pk, by=cast.karl, at=NOON)
    work()

    cancel_settled_order(leg_id=leg.pk, reason="Ordered twice", by=kim, at=NOON)

    assert leg_of(kim, leg.order_id, cast.bakery).fulfilment == "executed"
    assert told(kim, leg, "order.rest_canceled") == [(kim.name, "Ordered twice")]
    assert told(kim, leg, "order.canceled") == []
    read = {(one.state, one.reason) for one in deliveries(cast.berta, leg.order_id)}
    assert read == {("delivered", ""), ("canceled", "Ordered twice")}
    assert {one.reason for one in deliveries(cast.olga, leg.order_id)} == {""}
    assert delivery_faults() == []


@pytest.mark.covers("ORD-15", "FUN-8")
@pytest.mark.parametrize("cancels", ["operator", "kleinbach"])
def test_an_own_product_goes_on_where_what_was_bought_beside_it_is_canceled_above(cast, cancels):
    """The legs above hold the bought line only: they are over, and the customer's is not."""
    own = supply(cast.kleinbach, Money(500, "EUR"))
    by_hand(cast, "WEB-S")
    with transaction.atomic(), scoped(cast.karl.scope):
        bought_plan = next(one.plan_id for one in offers_to(cast.bakery) if one.sku == "WEB-S")
    leg = order_for(buyer_id=cast.bakery, lines=[LineWanted(own), LineWanted(bought_plan)], by=cast.karl, at=NOON)
    work()

    if cancels == "operator":
        give_back_line(delivery_id=tasks(cast.olga)[0].delivery_id, reason="Sold out", by=cast.olga, at=NOON)
    else:
        bought_on = leg_of(cast.nora, leg.order_id, cast.kleinbach)
        cancel_settled_order(leg_id=bought_on.pk, reason="Sold out", by=cast.nora, at=NOON)

    edges = ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht))
    reached = [leg_of(by, leg.order_id, buyer).fulfilment for by, buyer in edges]
    assert reached == ["in_progress", "canceled", "canceled"]
    assert order_faults() == delivery_faults() == []
    with transaction.atomic(), scoped(cast.karl.scope):
        assert all(one.holds for one in xray_of(leg.order_id))


def test_who_approved_stays_when_somebody_else_cancels_what_waits_above(cast, kim):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    reject_order(leg_id=leg.pk, reason="Ordered twice", by=kim, at=NOON)

    canceled = leg_of(kim, leg.order_id, cast.bakery)
    assert (canceled.approval, canceled.decided_by_name) == ("approved", cast.karl.name)
    assert (canceled.canceled_by_name, canceled.cancel_reason) == (kim.name, "Ordered twice")


def test_whoever_rejects_decided_and_canceled(cast, kim):
    leg = buy(cast)

    reject_order(leg_id=leg.pk, reason="Sold out", by=kim, at=NOON)

    rejected = leg_of(kim, leg.order_id, cast.bakery)
    assert (rejected.approval, rejected.decided_by_name, rejected.canceled_by_name) == ("rejected", kim.name, kim.name)
