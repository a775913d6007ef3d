"""Customers appear by themselves: bought for at the parent, or recorded by it, once each (ACC-21)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.placement import place_order
from handsel.orders.purchases import order_at_parent
from handsel.orders.wanted import LineWanted
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from handsel.visits.models import Visit
from handsel.visits.newcomers import Newcomer, VisitOver, buy_for_newcomer, record_for_child
from handsel.visits.rules import NotLetIn
from handsel.visits.staying import end_visit
from handsel.web.visiting import actor_of
from tests.cast import NOON
from tests.guests.going import let_in, portal, stay, visit_at_nordlicht
from tests.guests.shopping import put
from tests.identity.colleagues import colleague
from tests.orders.test_races import at_once
from tests.signups.visitors import portal_lets
from tests.storefront.visitors import offer

pytestmark = pytest.mark.covers("ACC-21")
MILL = AccountDetails(company_name="Mill", email="mia@mill.example")


def bought_for(cast: Cast, visit: Visit, details: AccountDetails = MILL) -> Newcomer:
    return buy_for_newcomer(visit_id=visit.pk, details=details, by=portal(cast.nordlicht), at=NOON)


def mills(cast: Cast) -> list[Account]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Account.objects.filter(email="mia@mill.example").order_by("pk"))


def at_nordlicht(visit: Visit) -> Actor:
    here = stay(visit)
    assert here is not None
    return actor_of(here, Origin(Way.STOREFRONT, "203.0.113.7"))


@pytest.mark.django_db
def test_a_new_customer_appears_at_home_and_the_order_is_for_it(cast: Cast):
    found = bought_for(cast, visit_at_nordlicht(cast, cast.karl))

    (mill,) = mills(cast)
    assert (found.was_known, found.name, mill.number, mill.seller_id) == (False, "Mill", 1002, cast.kleinbach)
    buyer = at_nordlicht(found.visit)
    leg = place_order(order_id=put(buyer, 2).pk, by=buyer, at=NOON)
    assert leg.end_customer_id == found.visit.end_customer_id is not None
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.filter(account_id=mill.pk).order_by("pk").values_list("name", "actor_name", "data__how")
        assert list(told) == [
            ("account.added", "Karl Kaufmann", None),
            ("account.came_along", "Karl Kaufmann", "bought_for"),
        ]
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not Account.objects.filter(email="mia@mill.example").exists()
        assert "Mill" not in str(list(Event.objects.filter(seller_id=cast.nordlicht).values_list("data", flat=True)))


@pytest.mark.django_db
def test_one_who_is_known_by_address_or_number_is_found_and_not_made_twice(cast: Cast):
    known = add_customer(details=replace(MILL, external_number="K-7"), by=cast.karl, at=NOON)
    found = bought_for(cast, visit_at_nordlicht(cast, cast.karl))
    by_number = AccountDetails(company_name="The mill", email="other@mill.example", external_number="K-7")
    again = bought_for(cast, found.visit, by_number)

    assert (found.was_known, again.was_known, again.visit.end_customer_id) == (True, True, found.visit.end_customer_id)
    assert [mill.pk for mill in mills(cast)] == [known.pk]


@pytest.mark.django_db
def test_the_visit_before_is_over_and_the_new_one_lasts_no_longer(cast: Cast):
    visit = visit_at_nordlicht(cast, cast.karl)
    found = bought_for(cast, visit)

    assert found.visit.expires_at == visit.expires_at
    assert stay(visit) is None
    with pytest.raises(VisitOver):
        bought_for(cast, visit)
    end_visit(visit_id=found.visit.pk, by=portal(cast.nordlicht), at=NOON)
    with pytest.raises(VisitOver):
        bought_for(cast, found.visit)
    with pytest.raises(VisitOver):
        buy_for_newcomer(visit_id=found.visit.pk, details=MILL, by=portal(cast.suedwind), at=NOON)


@pytest.mark.django_db
def test_what_the_own_portal_demands_is_asked_and_a_fault_leaves_no_trace(cast: Cast):
    portal_lets(cast.karl, mandatory_fields=["phone"])
    visit = visit_at_nordlicht(cast, cast.karl)
    for details, field in ((MILL, "phone"), (replace(MILL, email="mia", phone="+49 30 901820"), "email")):
        with pytest.raises(Invalid) as refused:
            bought_for(cast, visit, details)
        assert list(refused.value.fields) == [field]
    assert mills(cast) == []
    assert stay(visit) is not None


@pytest.mark.django_db
def test_who_may_not_add_accounts_at_home_or_only_looks_adds_none(cast: Cast):
    with pytest.raises(Forbidden, match="only look"):
        bought_for(cast, visit_at_nordlicht(cast, cast.ruth))
    finance = colleague(cast, Role.FINANCE)
    with pytest.raises(Forbidden):
        bought_for(cast, visit_at_nordlicht(cast, finance))
    assert mills(cast) == []


@pytest.mark.django_db
def test_a_program_orders_for_a_new_customer_in_one_go(cast: Cast):
    with transaction.atomic(), scoped(cast.nora.scope):
        plan = offer(replace(cast.karl, seller_id=cast.nordlicht, buyer_id=cast.kleinbach), "MAIL").plan_id

    legs = [
        order_at_parent(account_id=None, lines=[LineWanted(plan)], newcomer=MILL, by=cast.karl, at=NOON)
        for _ in range(2)
    ]

    assert len(mills(cast)) == 1
    assert len({leg.end_customer_id for leg in legs}) == 1
    with pytest.raises(Invalid):
        order_at_parent(
            account_id=None, lines=[LineWanted(plan)], newcomer=replace(MILL, email="no"), by=cast.karl, at=NOON
        )
    assert len(mills(cast)) == 1


@pytest.mark.django_db
def test_the_parent_records_one_where_the_child_lets_it_work_and_both_names_are_told(cast: Cast):
    def record(by: Actor) -> Any:
        return record_for_child(reseller_id=cast.kleinbach, details=MILL, by=by, at=NOON)

    with pytest.raises(NotLetIn):
        record(cast.nora)
    let_in(cast, "read_only")
    with pytest.raises(Forbidden):
        record(cast.nora)
    let_in(cast, "manager")
    with pytest.raises(Account.DoesNotExist):
        record(cast.sven)
    assert mills(cast) == []

    record(cast.nora)
    record(cast.nora)

    (mill,) = mills(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        event = Event.objects.get(account_id=mill.pk, name="account.came_along")
    assert (event.actor_name, event.actor_home, event.let_in_by) == ("Nora Nordlicht", "Nordlicht", "Karl Kaufmann")
    assert event.data == {"how": "by_provider"}
    late = NOON + timedelta(days=30)
    with pytest.raises(NotLetIn):
        record_for_child(reseller_id=cast.kleinbach, details=MILL, by=cast.nora, at=late)


def test_the_same_newcomer_at_once_becomes_one_customer(committed_db: Any, cast: Cast):
    visits = [visit_at_nordlicht(cast, cast.karl) for _ in range(4)]

    answers = at_once([lambda visit=visit: str(bought_for(cast, visit).was_known) for visit in visits])

    assert answers == ["False", "True", "True", "True"]
    assert len(mills(cast)) == 1
