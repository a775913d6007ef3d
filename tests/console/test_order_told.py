"""What one order tells its seller's staff, and what it lets them do (ORD-2, ORD-6, ORD-13)."""

import pytest

from handsel.orders.approval import approve_order, reject_order, set_approval
from tests.cast import NOON
from tests.console.test_orders import ORDERS, page_of
from tests.orders.buying import buy, leg_of

pytestmark = pytest.mark.django_db


@pytest.mark.covers("ORD-2", "ORD-4")
def test_what_the_tier_above_said_is_read_by_its_own_buyer_and_nobody_below(karl, cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)

    reject_order(leg_id=above.pk, reason="Your contract has ended", by=cast.nora, at=NOON)

    page = page_of(karl, f"{ORDERS}{leg.number}/")
    assert "Your contract has ended" in page
    assert "You would have paid" in page
    assert ">You pay<" not in page
    assert f"Approved · {cast.karl.name}" in page
    assert "contract" not in leg_of(cast.berta, leg.order_id, cast.bakery).cancel_reason
