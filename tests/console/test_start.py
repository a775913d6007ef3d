"""The start page: where the reseller stands, and what waits for its staff."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.catalog.deciding import set_policy
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_models import Policy
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from handsel.orders.approval import set_approval
from tests.cast import NOON
from tests.catalog.listed import change, line_of
from tests.console.conftest import logged_in
from tests.orders.buying import buy


def test_the_start_page_of_a_quiet_morning(nora):
    page = nora.get("/console/").content.decode()

    assert "Hello, Nora" in page
    assert "€100.00" in page
    assert "All done" in page
    assert "No orders yet" in page


def test_an_order_that_waits_is_counted_and_leads_to_its_queue(karl, cast):
    set_approval(account_id=cast.bakery, required=True, by=cast.karl, at=NOON)
    leg = buy(cast)

    page = karl.get("/console/").content.decode()

    assert leg.number in page
    assert "Orders need your approval" in page
    assert "/console/orders/?queue=awaiting-approval" in page
    assert '<span class="hs-count is-urgent">1</span>' in page


def test_the_operator_sees_its_sub_resellers_in_place_of_a_wallet(cast, db):
    page = logged_in("operator", "olga@handsel.example").get("/console/").content.decode()

    assert "Sub-resellers" in page
    assert "Available funds" not in page


@pytest.mark.parametrize("orders", [1, 5])
def test_the_page_needs_the_same_queries_however_many_orders_there_are(karl, cast, orders, django_assert_num_queries):
    for _ in range(orders):
        buy(cast)
    karl.get("/console/")

    with django_assert_num_queries(33):
        karl.get("/console/")


@pytest.mark.covers("CAT-3")
def test_costs_that_changed_wait_on_the_start_page_where_one_wants_to_be_asked(karl, cast):
    dearer = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(30))
    change(cast.nora, dearer)
    assert "Costs changed" not in karl.get("/console/").content.decode()
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    assert "Costs changed" not in karl.get("/console/").content.decode()

    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(31)))

    page = karl.get("/console/").content.decode()
    assert "Costs changed: decide about your prices" in page
    assert 'href="/console/price-lists/costs/"' in page


@pytest.mark.covers("CAT-2")
@pytest.mark.parametrize(("days", "is_told"), [(3, True), (6, True), (20, False)])
def test_prices_below_cost_are_warned_of_in_the_last_week(karl, cast, days, is_told):
    mail, day = line_of(cast.karl, "MAIL Monthly"), now().date() + timedelta(days=days)
    owner = Actor(user_id=cast.karl.user_id, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)
    below = Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=100, loss_until=day)
    change(owner, below, at=now())

    page = karl.get("/console/").content.decode()

    assert ("Standard: below cost until" in page) == is_told
    assert (f"?only=loss&amp;currency=EUR&amp;q={mail.sku}" in page) == is_told
