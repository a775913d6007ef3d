"""A visit goes on as long as its person's home says so, with the rights of both sides (USR-6, USR-10)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.deactivation import deactivate_user
from handsel.identity.models import Seat
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg, Order
from handsel.orders.placement import place_order
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from handsel.visits.looking import let_staff_buy, look_as_customer
from handsel.visits.staying import Stay, end_overdue_visits, end_visit
from handsel.web.visiting import actor_of
from tests.cast import NOON
from tests.guests.going import BACK, help_at_kleinbach, let_in, portal, stay, told, visit_at_nordlicht
from tests.orders.buying import buy
from tests.storefront.visitors import offer

pytestmark = pytest.mark.django_db
HERE = Origin(Way.STOREFRONT, "203.0.113.7")


def with_role(cast: Cast, role: Role) -> None:
    """Give Karl another role at Kleinbach."""
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.karl.user_id).update(role=role)


def acting(found: Stay | None) -> Actor:
    assert found is not None
    return actor_of(found, HERE)


@pytest.mark.covers("USR-6")
@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.OWNER, {Right.SHOP, Right.PAY}),
        (Role.MANAGER, {Right.SHOP, Right.PAY}),
        (Role.ACCOUNT_MANAGER, {Right.SHOP}),
        (Role.FINANCE, {Right.PAY}),
        (Role.SUPPORT, set()),
        (Role.READ_ONLY, set()),
    ],
)
def test_at_the_parent_one_may_what_the_role_at_home_says_and_a_buyer_may(cast: Cast, role: Role, rights: set[Right]):
    visit = visit_at_nordlicht(cast, cast.karl)
    with_role(cast, role)

    by = acting(stay(visit))

    assert {right for right in Right if by.has(right)} == rights
    assert (by.user_id, by.buyer_id, by.seller_id) == (None, cast.kleinbach, cast.nordlicht)


@pytest.mark.covers("USR-6")
@pytest.mark.parametrize("what", ["deactivated", "without a seat", "after four hours", "ended"])
def test_the_visit_is_over_at_once(cast: Cast, what: str):
    visit = visit_at_nordlicht(cast, cast.karl)
    assert stay(visit, NOON + timedelta(hours=3, minutes=59)) is not None  # the control
    at = NOON
    match what:
        case "deactivated":
            deactivate_user(user_id=cast.karl.user_id, by=system(cast.kleinbach), at=NOON)
        case "without a seat":
            with transaction.atomic(), scoped(cast.karl.scope):
                Seat.objects.filter(user_id=cast.karl.user_id).delete()
        case "after four hours":
            at = NOON + timedelta(hours=4)
        case "ended":
            end_visit(visit_id=visit.pk, by=portal(cast.nordlicht), at=NOON)

    assert stay(visit, at) is None


@pytest.mark.covers("USR-6")
def test_an_account_manager_narrowed_to_own_accounts_visits_for_these_only(cast: Cast):
    visit = visit_at_nordlicht(cast, cast.karl)
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.karl.user_id).update(role=Role.ACCOUNT_MANAGER, own_accounts_only=True)

    assert stay(visit) is None


@pytest.mark.covers("USR-6")
def test_what_is_bought_on_a_visit_names_the_person_and_the_end_customer(cast: Cast):
    visit = visit_at_nordlicht(cast, cast.karl)
    by = acting(stay(visit))

    chosen = offer(by, "WEB-S")
    cart = put_in_cart(buyer_id=cast.kleinbach, plan_id=chosen.plan_id, quantity=1, by=by, at=NOON)
    leg = place_order(order_id=cart.pk, by=by, at=NOON)

    assert leg.end_customer_id == visit.end_customer_id is not None
    assert leg.placer_id is None
    for name in ("cart.started", "order.placed"):
        assert told(cast.nordlicht, name) == [("Karl Kaufmann", "Kleinbach", "", cast.kleinbach)]
    with transaction.atomic(), scoped(cast.nora.scope):
        assert Order.objects.get(pk=cart.pk).end_customer.account_ref == cast.bakery
    with transaction.atomic(), scoped(cast.olga.scope):
        upper = Leg.objects.get(order_id=cart.pk, position=1)
        assert upper.end_customer.account_ref == cast.kleinbach


@pytest.mark.covers("USR-6")
def test_what_bakery_bought_is_known_at_every_tier_as_the_account_just_below(cast: Cast):
    number = buy(cast).number

    for seller, buyer, below in (
        (cast.kleinbach, cast.bakery, None),
        (cast.nordlicht, cast.kleinbach, cast.bakery),
        (cast.operator, cast.nordlicht, cast.kleinbach),
    ):
        with transaction.atomic(), scoped(system(seller).scope):
            leg = Leg.objects.get(number=number, seller_id=seller)
            assert leg.buyer_id == buyer
            assert (leg.end_customer.account_ref if leg.end_customer else None) == below


@pytest.mark.covers("USR-6")
def test_a_reader_cannot_buy_on_a_visit(cast: Cast):
    by = acting(stay(visit_at_nordlicht(cast, cast.ruth)))
    chosen = offer(by, "WEB-S")

    with pytest.raises(Forbidden):
        put_in_cart(buyer_id=cast.kleinbach, plan_id=chosen.plan_id, quantity=1, by=by, at=NOON)


@pytest.mark.covers("USR-6")
@pytest.mark.parametrize(
    ("given", "own", "right", "has"),
    [
        ("manager", Role.OWNER, Right.SETTINGS, True),
        ("manager", Role.OWNER, Right.STAFF, False),
        ("manager", Role.SUPPORT, Right.SETTINGS, False),
        ("manager", Role.SUPPORT, Right.NOTES, True),
        ("read_only", Role.OWNER, Right.NOTES, False),
        ("support", Role.OWNER, Right.NOTES, True),
        ("manager", Role.READ_ONLY, Right.NOTES, False),
    ],
)
def test_a_helper_may_what_both_sides_let_them(cast: Cast, given: str, own: Role, right: Right, has: object):
    let_in(cast, role=given)
    visit = help_at_kleinbach(cast, cast.nora)
    with transaction.atomic(), scoped(cast.nora.scope):
        Seat.objects.filter(user_id=cast.nora.user_id).update(role=own)

    by = acting(stay(visit))

    assert by.has(right) is has
    assert (by.user_id, by.seller_id, by.origin.home, by.origin.let_in_by) == (
        None, cast.kleinbach, "Nordlicht", "Karl Kaufmann",
    )  # fmt: skip


@pytest.mark.covers("USR-10")
def test_karl_looks_as_bakery_and_buys_only_where_that_is_allowed(cast: Cast):
    visit = look_as_customer(account_id=cast.bakery, came_from=BACK, by=cast.karl, at=NOON)
    by = acting(stay(visit))
    chosen = offer(by, "WEB-S")
    with pytest.raises(Forbidden):
        put_in_cart(buyer_id=cast.bakery, plan_id=chosen.plan_id, quantity=1, by=by, at=NOON)

    let_staff_buy(allowed=True, by=cast.karl, at=NOON)
    by = acting(stay(visit))
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=chosen.plan_id, quantity=1, by=by, at=NOON)
    leg = place_order(order_id=cart.pk, by=by, at=NOON)

    assert leg.placer_id == cast.karl.user_id  # who orders for somebody does not approve it
    with transaction.atomic(), scoped(cast.karl.scope):
        found = Event.objects.filter(seller_id=cast.kleinbach, name__in=["cart.started", "order.placed"])
        assert {(event.actor_name, event.behalf_id) for event in found} == {("Karl Kaufmann", cast.bakery)}


@pytest.mark.covers("USR-10")
@pytest.mark.parametrize("who", ["ruth", "berta", "nora"])
def test_nobody_else_looks_as_bakery(cast: Cast, who: str):
    from handsel.accounts.models import Account  # noqa: PLC0415 - only here

    with pytest.raises((Forbidden, Account.DoesNotExist)):
        look_as_customer(account_id=cast.bakery, came_from=BACK, by=getattr(cast, who), at=NOON)


@pytest.mark.covers("USR-10")
def test_start_and_end_of_a_look_stand_on_the_timeline_of_the_customer(cast: Cast):
    visit = look_as_customer(account_id=cast.bakery, came_from=BACK, by=cast.karl, at=NOON)
    end_visit(visit_id=visit.pk, by=portal(cast.kleinbach), at=NOON)
    end_visit(visit_id=visit.pk, by=portal(cast.kleinbach), at=NOON)  # twice is once

    for name in ("visit.began", "visit.ended"):
        assert told(cast.kleinbach, name) == [("Karl Kaufmann", "", "", cast.bakery)]


@pytest.mark.covers("USR-6")
def test_the_worker_notes_the_end_of_visits_whose_time_is_up(cast: Cast):
    visit = visit_at_nordlicht(cast, cast.karl)

    assert end_overdue_visits(at=NOON + timedelta(hours=3)) == 0
    assert end_overdue_visits(at=NOON + timedelta(hours=5)) == 1
    assert end_overdue_visits(at=NOON + timedelta(hours=5)) == 0

    with transaction.atomic(), scoped(cast.nora.scope):
        visit.refresh_from_db()
    assert visit.ended_at == NOON + timedelta(hours=4)
    assert told(cast.nordlicht, "visit.ended") == [("Handsel", "", "", cast.kleinbach)]
