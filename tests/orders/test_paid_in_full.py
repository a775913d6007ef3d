"""Of an order that was settled on credit it is told when the last of it is paid (ORD-6)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.giving_back import give_back_line
from handsel.kernel.isolation import scoped
from handsel.orders.approval import reject_order
from handsel.orders.models import Leg
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.deliveries.delivering import tasks, work
from tests.orders.buying import buy
from tests.orders.test_owing import PRICE, SITE, on_account, pay_for, stands  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-6", "ACC-16")]


def told(cast: Cast) -> list[str]:
    """Return the numbers of the orders of which Kleinbach read that they are paid in full."""
    with transaction.atomic(), scoped(cast.karl.scope):
        events = Event.objects.filter(seller_id=cast.kleinbach, name="order.paid_in_full").order_by("pk")
        assert {event.account_id for event in events} <= {cast.bakery}
        return [event.data["number"] for event in events]


def numbers(*legs: Leg) -> list[str]:
    return [leg.number for leg in legs]


def test_each_is_told_once_when_the_last_of_it_is_paid(on_account):  # noqa: F811 - the fixture
    first, second, third = buy(on_account), buy(on_account), buy(on_account)
    assert told(on_account) == []

    fund(on_account.karl, on_account.bakery, SITE - 1, "part", NOON)
    assert told(on_account) == []
    pay_for(on_account, third, SITE)
    assert told(on_account) == numbers(third)
    fund(on_account.karl, on_account.bakery, SITE + 1, "rest", NOON)
    assert told(on_account) == numbers(third, first, second)
    fund(on_account.karl, on_account.bakery, 500, "more", NOON)

    assert told(on_account) == numbers(third, first, second)


def test_what_is_paid_when_it_settles_is_told_as_settled_alone(on_account):  # noqa: F811
    fund(on_account.karl, on_account.bakery, SITE, "before", NOON)

    buy(on_account)

    assert told(on_account) == []


def test_what_was_kept_for_an_order_that_ends_tells_of_what_it_pays(on_account):  # noqa: F811
    older, waiting = buy(on_account), buy(on_account, "TLS", "One year", 3)
    pay_for(on_account, waiting, SITE)
    assert told(on_account) == []

    reject_order(leg_id=waiting.pk, reason="No", by=on_account.karl, at=NOON)

    assert told(on_account) == numbers(older)


def test_what_was_given_back_is_not_told_as_paid(on_account):  # noqa: F811
    given_back, other = buy(on_account, "TLS", "One year"), buy(on_account)
    fund(on_account.karl, on_account.bakery, PRICE - 1, "part", NOON)
    work()
    (task,) = [one for one in tasks(on_account.olga) if one.number == given_back.number]

    give_back_line(delivery_id=task.delivery_id, reason="Sold out", by=on_account.olga, at=NOON)

    assert stands(on_account, other) == [("paid", 0)]
    assert told(on_account) == numbers(other)


def test_each_tier_reads_of_its_own_edge(on_account):  # noqa: F811
    leg = buy(on_account)
    fund(on_account.karl, on_account.bakery, SITE, "all", NOON)

    assert told(on_account) == numbers(leg)
    with transaction.atomic(), scoped(on_account.nora.scope):
        assert not Event.objects.filter(seller_id=on_account.nordlicht, name="order.paid_in_full").exists()
