"""Who looks after customers that come by themselves: nobody, one, by country, in turn, or whom they choose (ACC-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.leaving import remove_colleague
from handsel.accounts.manager_rules import (
    GivenTo,
    ManagerUnknown,
    change_manager_rule,
    managers_on_offer,
    next_manager,
    rule_of,
)
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.test_races import at_once

pytestmark = pytest.mark.covers("ACC-3", "MGR-1")


def decide(cast: Cast, version: int = 0, **rule: Any) -> None:
    change_manager_rule(rule=GivenTo(**rule), version=version, by=cast.karl, at=NOON)


def taken(cast: Cast, country: str = "", chosen: int | None = None) -> int | None:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return next_manager(seller_id=cast.kleinbach, country=country, chosen_id=chosen)


def two(cast: Cast) -> tuple[int, int]:
    first, second = sorted((cast.karl.user_id or 0, cast.ruth.user_id or 0))
    return first, second


@pytest.mark.django_db
def test_without_a_rule_and_with_one_of_nobody_nobody_does(cast: Cast):
    assert taken(cast) is None
    decide(cast, lets_choose=False)
    assert taken(cast) is None


@pytest.mark.django_db
def test_one_can_look_after_all_and_countries_can_have_their_own(cast: Cast):
    first, second = two(cast)
    decide(cast, how="fixed", first_manager=first)
    assert taken(cast, "DE") == first

    decide(cast, 1, how="country", first_manager=first, of_countries={"FR": second})

    assert (taken(cast, "FR"), taken(cast, "DE"), taken(cast, "")) == (second, first, first)


@pytest.mark.django_db
def test_each_gets_a_turn_and_who_is_chosen_takes_none(cast: Cast):
    first, second = two(cast)
    decide(cast, how="round_robin", in_turn=(first, second), lets_choose=True, on_offer=(second,))

    turns = [taken(cast), taken(cast, chosen=second), taken(cast, chosen=first), taken(cast)]

    assert turns == [first, second, second, first]
    with scoped(cast.karl.scope):
        assert [user.pk for user in managers_on_offer(cast.kleinbach)] == [second]


@pytest.mark.django_db
def test_who_left_the_staff_gets_no_turn_any_more(cast: Cast):
    gone = colleague(cast, Role.ACCOUNT_MANAGER)
    decide(cast, how="round_robin", in_turn=tuple(sorted((cast.karl.user_id or 0, gone.user_id or 0))))
    owner = colleague(cast, Role.OWNER, name="Otto")

    remove_colleague(user_id=gone.user_id or 0, successor_id=None, by=owner, at=NOON + timedelta(days=1))

    assert {taken(cast), taken(cast)} == {cast.karl.user_id}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"how": "fixed"}, "first_manager"),
        ({"how": "round_robin"}, "in_turn"),
        ({"how": "country"}, "of_countries"),
        ({"how": "by the weather"}, "how"),
        ({"lets_choose": True}, "on_offer"),
    ],
)
def test_a_rule_with_a_hole_in_it_names_what_is_missing_and_leaves_no_trace(cast: Cast, rule: Any, field: str):
    with pytest.raises(Invalid) as refused:
        decide(cast, **rule)

    assert list(refused.value.fields) == [field]
    with scoped(cast.karl.scope):
        assert rule_of(cast.kleinbach) == (GivenTo(), 0)


@pytest.mark.django_db
def test_nobody_of_another_reseller_and_no_country_that_there_is_not(cast: Cast):
    with pytest.raises(ManagerUnknown, match="from the list"):
        decide(cast, how="fixed", first_manager=cast.nora.user_id)
    with pytest.raises(ManagerUnknown):
        decide(cast, how="country", of_countries={"DE": cast.sven.user_id})
    with pytest.raises(Invalid, match="no country XX"):
        decide(cast, how="country", of_countries={"XX": cast.karl.user_id})
    with pytest.raises(Forbidden):
        change_manager_rule(rule=GivenTo(), version=0, by=cast.ruth, at=NOON)


@pytest.mark.django_db
def test_a_change_stands_in_the_history_by_name_and_does_not_overwrite_another(cast: Cast):
    decide(cast, how="fixed", first_manager=cast.karl.user_id)
    with pytest.raises(ChangedMeanwhile):
        decide(cast)

    with scoped(cast.karl.scope):
        event = Event.objects.filter(name="settings.changed").latest("pk")
    assert event.data["changes"] == {"manager_rule": ["nobody", "fixed"], "first_manager": ["", "Karl Kaufmann"]}


@operation
def _take(*, by: Any, at: Any) -> int | None:
    """Take a turn. Raises nothing."""
    del at
    return next_manager(seller_id=by.seller_id, country="", chosen_id=None)


def test_turns_are_exact_however_many_come_at_once(committed_db: Any, cast: Cast):
    first, second = two(cast)
    decide(cast, how="round_robin", in_turn=(first, second))

    turns = at_once([lambda: str(_take(by=system(cast.kleinbach), at=NOON))] * 20)

    assert (turns.count(str(first)), turns.count(str(second))) == (10, 10)
