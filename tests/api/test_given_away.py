"""What costs nothing is told as nothing over the API, not as unknown (CAT-2, ORD-1)."""

import pytest

from handsel.catalog.price_changes import Way
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.orders.buying import buy
from tests.orders.test_given_away import change, given_away

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "ORD-1", "API-1")]


def test_an_order_that_costs_nothing_says_so(kleinbach, cast):
    plan = given_away(cast)
    change(cast.karl, plan, way=Way.FIXED, fixed_minor=300)
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    order = kleinbach.get(f"/orders/{leg.number}").json()

    told = [order[name] and order[name]["text"] for name in ("cost", "cost_converted", "margin")]
    assert told == ["0.00", "0.00", "3.00"]
