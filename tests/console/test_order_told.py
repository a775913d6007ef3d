"""What one order tells its seller's staff, and what it lets them do (ORD-2, ORD-6, ORD-13)."""

import pytest

from handsel.accounts.suspending import suspend_account
from handsel.orders.approval import approve_order, reject_order, set_approval
from tests.cast import NOON
from tests.console.conftest import HTMX
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


@pytest.mark.covers("ORD-6")
def test_a_payment_is_asked_for_only_where_one_is_due_and_told_in_the_money_of_the_page(karl, cast):
    leg, paid = buy(cast, "TLS", "One year", 2), buy(cast, "MAIL")
    typed = {"amount": "500", "method": "cash", "received_on": "2026-11-02", "key": "k", "sure": "on"}

    too_much = karl.post(f"{ORDERS}{leg.number}/payment/", typed, headers=HTMX)
    none_due = karl.get(f"{ORDERS}{paid.number}/payment/", headers=HTMX)

    assert too_much.status_code == 422
    assert "€123.56 is still to be paid" in too_much.content.decode()
    assert none_due.status_code == 409
    assert "is still to be paid" not in none_due.content.decode()


@pytest.mark.covers("ORD-13")
def test_who_may_not_accept_what_changed_sees_why(ruth, karl, cast):
    leg = buy(cast)
    suspend_account(account_id=cast.bakery, reason="Unpaid", by=cast.karl, at=NOON)

    seen = {name: page_of(client, f"{ORDERS}{leg.number}/") for name, client in (("ruth", ruth), ("karl", karl))}

    assert f"/orders/{leg.number}/cancel/" in seen["karl"]
    assert "/lift/" in seen["karl"]
    for way in ("/cancel/", "/lift/", "/accept/"):
        assert way not in seen["ruth"]
    assert "Lift the suspension" in seen["ruth"]
