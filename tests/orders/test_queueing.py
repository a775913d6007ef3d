"""Orders that wait for funds: put behind the others, and told of once a day (FUN-5)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.orders.approval import approve_order, skip_order
from handsel.orders.models import Leg
from handsel.orders.rules import StatusConflict
from handsel.orders.status import situation
from handsel.orders.waiting import retry_waiting_orders, tell_of_waiting_orders
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, leg_of
from tests.orders.test_shortages import empty

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-5")]

MORNING = NOON + timedelta(hours=20)


def locked(cast: Cast) -> Leg:
    """Let an order of Bakery be approved that Kleinbach cannot pay; return Kleinbach's buying leg."""
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    return leg_of(cast.nora, leg.order_id, cast.kleinbach)


def stands(cast: Cast, leg: Leg) -> str:
    return situation(leg_of(cast.karl, leg.order_id, cast.kleinbach)).name


def test_the_oldest_goes_on_first_unless_it_was_put_behind(cast):
    empty(cast.nora, cast.kleinbach)
    first, second = locked(cast), locked(cast)
    skip_order(leg_id=first.pk, by=cast.karl, at=NOON + timedelta(minutes=1))

    fund(cast.nora, cast.kleinbach, 700, "for one", NOON)
    retry_waiting_orders(at=NOON + timedelta(minutes=2))

    assert (stands(cast, first), stands(cast, second)) == ("locked", "in_progress")
    fund(cast.nora, cast.kleinbach, 700, "for the other", NOON)
    retry_waiting_orders(at=NOON + timedelta(minutes=3))
    assert stands(cast, first) == "in_progress"


def test_the_oldest_goes_on_first(cast):
    empty(cast.nora, cast.kleinbach)
    first, second = locked(cast), locked(cast)

    fund(cast.nora, cast.kleinbach, 700, "for one", NOON)
    retry_waiting_orders(at=NOON + timedelta(minutes=2))

    assert (stands(cast, first), stands(cast, second)) == ("in_progress", "locked")


def test_only_those_who_decide_put_behind_what_waits_and_is_theirs(cast):
    empty(cast.nora, cast.kleinbach)
    leg = locked(cast)
    with pytest.raises(Forbidden):
        skip_order(leg_id=leg.pk, by=cast.ruth, at=NOON)
    with pytest.raises(Leg.DoesNotExist):
        skip_order(leg_id=leg.pk, by=cast.sven, at=NOON)
    skip_order(leg_id=leg.pk, by=cast.nora, at=NOON)
    fund(cast.nora, cast.kleinbach, 5_000, "plenty", NOON)
    retry_waiting_orders(at=NOON)
    with pytest.raises(StatusConflict):
        skip_order(leg_id=leg.pk, by=cast.karl, at=NOON)


def test_the_tier_that_blocks_is_told_once_a_day_and_nobody_else(cast):
    empty(cast.nora, cast.kleinbach)
    locked(cast)
    locked(cast)
    read_all(NOON)
    assert tell_of_waiting_orders(at=NOON) == 0  # they wait for less than half a day
    assert [tell_of_waiting_orders(at=MORNING), tell_of_waiting_orders(at=MORNING + timedelta(hours=1))] == [1, 0]
    assert tell_of_waiting_orders(at=MORNING + timedelta(days=1)) == 1
    read_all(MORNING)

    found = [mail for mail in mails(cast.nordlicht) if mail.kind == "orders_wait"]

    assert len(found) == 2
    assert found[0].subject == "2 orders wait for €13.20"
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Event.objects.filter(name="funds.orders_waited").exists()


def test_nobody_is_told_before_six_nor_of_orders_that_go_on(cast):
    empty(cast.nora, cast.kleinbach)
    locked(cast)
    assert tell_of_waiting_orders(at=NOON + timedelta(hours=17)) == 0
    fund(cast.nora, cast.kleinbach, 5_000, "plenty", NOON)
    retry_waiting_orders(at=NOON)
    assert tell_of_waiting_orders(at=MORNING) == 0
