"""A change makes as many prices and queries as what it changes needs, however long the list is (CAT-2, CAT-3)."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.assigning import set_price_list
from handsel.catalog.deciding import CostChanged, costs_changed, decide_prices, set_policy, waiting_for_decision
from handsel.catalog.losses import losses_ending
from handsel.catalog.models import Category, PriceList
from handsel.catalog.pages import Narrowed, lines_on
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import Level, Policy
from handsel.catalog.rehearsing import asked_of_all, rehearse
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.large import calls_of, prices_made, supply_many
from tests.catalog.listed import change, default_of, line_of
from tests.orders.branches import customer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]

FEW, MANY = 20, 300
DEARER = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(31))


def cost_of(act: Callable[[], object]) -> tuple[int, int]:
    """Return how many queries `act` takes, and how many prices it makes."""
    before = prices_made()
    with CaptureQueriesContext(connection) as taken:
        act()
    return len(taken), prices_made() - before


def category(cast, name: str) -> tuple[int, int]:
    with transaction.atomic(), scoped(cast.olga.scope):
        return int(Level.CATEGORY), Category.objects.get(name=name).pk


def test_a_percent_on_a_category_is_rehearsed_and_saved_in_the_same_work_however_long_the_list_is(cast):
    mail = [category(cast, "Mail")]

    def rehearse_and_save(percent: int) -> tuple[tuple[int, int], tuple[int, int]]:
        asked = Change(Way.MARKUP, mail, percent=Decimal(percent))
        own = default_of(cast.karl)
        altered = RulesAltered(own.pk, "EUR", [asked], own.version)
        rehearsed = cost_of(lambda: rehearse(alteration=altered, by=cast.karl, at=NOON))
        return rehearsed, cost_of(lambda: change(cast.karl, asked))

    rehearse_and_save(30)
    short = rehearse_and_save(40)
    supply_many(cast.olga, 0, MANY)

    assert rehearse_and_save(50) == short
    assert line_of(cast.karl, "MAIL Monthly").markup_percent == 50


def test_what_plans_cost_is_found_once_for_all_lists_from_which_somebody_buys(cast):
    gold = add_price_list(name="Gold", markup_percent=Decimal(50), by=cast.karl, at=NOON)
    set_price_list(account_id=customer(cast.kleinbach, "EUR"), price_list_id=gold.pk, by=cast.karl, at=NOON)
    before = calls_of("catalog_bought")

    with transaction.atomic(), scoped(cast.karl.scope):
        asked = json.loads(asked_of_all(cast.kleinbach, None, at=NOON))

    assert {list_id for list_id, *_rest in asked} == {gold.pk, default_of(cast.karl).pk}
    assert calls_of("catalog_bought") == before + 1


def test_what_is_hidden_is_found_by_its_rules_however_long_the_list_is(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    change(cast.karl, Change(Way.HIDE, [(int(Level.PLAN), mail.plan_id)]))

    def look() -> tuple[int, int]:
        with transaction.atomic(), scoped(cast.karl.scope):
            found = partial(lines_on, default_of(cast.karl), "EUR", Narrowed(only="hidden"), limit=50, at=NOON)
            assert [line.plan_id for line in found().lines] == [mail.plan_id]
            return cost_of(found)

    short = look()
    supply_many(cast.olga, 0, MANY)
    assert look() == short


def test_thousands_of_prices_are_saved_in_as_many_queries_as_a_few(cast):
    plans = supply_many(cast.olga, 0, FEW + MANY)

    def save(some: list[int], minor: int) -> int:
        return cost_of(lambda: change(cast.karl, *(_fixed(plan, minor) for plan in some)))[0]

    few = save(plans[:FEW], 500)
    assert save(plans[FEW:], 510) == few


def _fixed(plan: int, minor: int, **more: object) -> Change:
    return Change(Way.FIXED, [(int(Level.PLAN), plan)], fixed_minor=minor, **more)


@pytest.fixture
def waiting(cast) -> int:
    """Return how many plans of Kleinbach's two lists wait for a decision."""
    supply_many(cast.olga, 0, MANY)
    gold = add_price_list(name="Gold", markup_percent=Decimal(50), by=cast.karl, at=NOON)
    set_price_list(account_id=cast.bakery, price_list_id=gold.pk, by=cast.karl, at=NOON)
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    change(cast.nora, DEARER)
    return 2 * (MANY + 8)


def test_no_more_plans_are_priced_than_it_takes_to_find_so_many_that_wait(cast, waiting):
    with transaction.atomic(), scoped(cast.karl.scope):
        found: list[CostChanged] = []
        _queries, some = cost_of(lambda: found.extend(costs_changed(cast.kleinbach, most=5, at=NOON)))
        _queries, everything = cost_of(lambda: found.extend(costs_changed(cast.kleinbach, at=NOON)))
        page = waiting_for_decision(cast.kleinbach, limit=50, offset=100, at=NOON)

    assert (len(found), len(page.rows), page.total, page.is_more) == (5 + waiting, 50, 200, True)
    assert (some, everything) == (2 * 200, 2 * (MANY + 8)), "once for each tier above, 200 plans at a time"
    assert {one.price_list.name for one in page.rows} == {"Standard", "Gold"}


def test_all_that_wait_on_a_list_are_decided_about_at_once(cast, waiting):
    own = default_of(cast.karl)
    before = line_of(cast.karl, "MAIL Monthly").unit_minor

    taken = cost_of(lambda: decide_prices(price_list_id=own.pk, plan_ids=None, follows=False, by=cast.karl, at=NOON))[0]

    with transaction.atomic(), scoped(cast.karl.scope):
        gold = PriceList.objects.get(name="Gold")
        left = costs_changed(cast.kleinbach, at=NOON)
    assert {one.list_id for one in left} == {gold.pk}
    assert len(left) == waiting / 2
    assert line_of(cast.karl, "MAIL Monthly").unit_minor == before
    decide_prices(price_list_id=gold.pk, plan_ids=[left[0].plan_id], follows=True, by=cast.karl, at=NOON)
    assert (
        taken
        == cost_of(lambda: decide_prices(price_list_id=gold.pk, plan_ids=None, follows=True, by=cast.karl, at=NOON))[0]
    )
    with transaction.atomic(), scoped(cast.karl.scope):
        assert costs_changed(cast.kleinbach, at=NOON) == []


def test_what_ends_to_be_below_cost_is_found_by_its_rules_alone(cast):
    owner = Actor(user_id=cast.karl.user_id, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)
    mail, day = line_of(cast.karl, "MAIL Monthly"), NOON.date() + timedelta(days=3)
    change(owner, _fixed(mail.plan_id, 100, loss_until=day))

    def look() -> tuple[int, int]:
        with transaction.atomic(), scoped(cast.karl.scope):
            return cost_of(lambda: losses_ending(cast.kleinbach, at=NOON))

    short = look()
    supply_many(cast.olga, 0, MANY)
    assert look() == short
    with transaction.atomic(), scoped(cast.karl.scope):
        (ending,) = losses_ending(cast.kleinbach, at=NOON)
    assert [line.plan_id for line in ending.lines] == [mail.plan_id]
