"""Searches saved under a name, one's own or shared (ACC-10)."""

import pytest
from django.db import transaction
from django.http import QueryDict

from handsel.accounts.models import Account, Kind
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.segments.columns import COLUMNS, rows_of
from handsel.segments.models import Segment
from handsel.segments.paging import keyset_page
from handsel.segments.saving import (
    SegmentExists,
    change_segment,
    delete_segment,
    rename_segment,
    save_segment,
    searched_by,
    segments_of,
    share_segment,
)
from handsel.segments.search import Search
from handsel.segments.tallies import tally_of
from handsel.timeline.models import Event
from handsel.web.searches import asked_search
from tests.cast import NOON
from tests.segments.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-10")]

CANADA = Search.from_params({"country.is": ["CA"], "sort": ["-joined"]}).search


def saved(by: Actor, name: str = "Canada", *, is_shared: bool = False) -> Segment:
    return save_segment(kind=Kind.CUSTOMER, name=name, search=CANADA, is_shared=is_shared, by=by, at=NOON)


def names_for(by: Actor) -> list[str]:
    with transaction.atomic(), scoped(by.scope):
        return [segment.name for segment in segments_of(by)]


def test_a_segment_is_ones_own_until_it_is_shared(cast):
    segment = saved(cast.karl, "  Our\tCanada ")
    assert names_for(cast.karl) == ["Our Canada"]
    assert names_for(cast.ruth) == names_for(cast.nora) == []

    share_segment(segment_id=segment.pk, is_shared=True, by=cast.karl, at=NOON)
    assert names_for(cast.ruth) == ["Our Canada"]
    assert names_for(cast.nora) == []

    share_segment(segment_id=segment.pk, is_shared=False, by=cast.karl, at=NOON)
    assert names_for(cast.ruth) == []


def test_a_segment_is_renamed_changed_and_deleted_and_its_story_told(cast):
    segment = saved(cast.karl)

    rename_segment(segment_id=segment.pk, name="North", by=cast.karl, at=NOON)
    wider = Search.from_params({"country.is": ["CA", "US"]}).search
    changed = change_segment(segment_id=segment.pk, search=wider, by=cast.karl, at=NOON)
    assert searched_by(changed) == wider
    delete_segment(segment_id=segment.pk, by=cast.karl, at=NOON)

    assert names_for(cast.karl) == []
    with scoped(cast.karl.scope):
        told = list(Event.objects.filter(name__startswith="segment.").order_by("pk").values_list("name", flat=True))
    assert told == ["segment.saved", "segment.renamed", "segment.changed", "segment.deleted"]


def test_two_segments_of_one_person_differ_in_more_than_case(cast):
    saved(cast.karl, "Priority")

    with pytest.raises(SegmentExists, match="“Priority”"):
        saved(cast.karl, "PRIORITY")
    saved(cast.karl, "Priority", is_shared=True)
    with pytest.raises(SegmentExists):
        saved(cast.karl, "priority", is_shared=True)
    saved(cast.ruth, "Priority")


@pytest.mark.parametrize(("name", "told"), [("  ", "Enter a name"), ("x" * 81, "at most 80")])
def test_a_segment_needs_a_name_that_can_be_read(cast, name, told):
    with pytest.raises(Invalid, match=told):
        saved(cast.karl, name)


@pytest.mark.covers("USR-5")
def test_readers_keep_searches_and_share_none(cast):
    own = saved(cast.ruth)

    with pytest.raises(Forbidden, match="share"):
        saved(cast.ruth, "Mine", is_shared=True)
    with pytest.raises(Forbidden, match="share"):
        share_segment(segment_id=own.pk, is_shared=True, by=cast.ruth, at=NOON)
    shared = saved(cast.karl, "All", is_shared=True)
    with pytest.raises(Forbidden):
        delete_segment(segment_id=shared.pk, by=cast.ruth, at=NOON)
    with pytest.raises(Forbidden):
        saved(cast.berta)


def test_a_colleague_changes_a_shared_segment_only_as_an_owner(cast):
    shared = saved(cast.karl, is_shared=True)
    colleague = Actor(user_id=cast.ruth.user_id, name="Ruth", seller_id=cast.kleinbach, role=Role.MANAGER)

    with pytest.raises(Forbidden, match=r"Only .* or an owner"):
        rename_segment(segment_id=shared.pk, name="Other", by=colleague, at=NOON)
    owner = Actor(user_id=cast.ruth.user_id, name="Ruth", seller_id=cast.kleinbach, role=Role.OWNER)
    assert rename_segment(segment_id=shared.pk, name="Other", by=owner, at=NOON).name == "Other"


def test_somebody_elses_segment_is_not_there(cast):
    own = saved(cast.ruth)

    for stranger in (cast.karl, cast.nora):
        with pytest.raises(Segment.DoesNotExist):
            rename_segment(segment_id=own.pk, name="Mine", by=stranger, at=NOON)


def test_an_address_narrows_a_segment_further(cast):
    segment = saved(cast.karl)

    with scoped(cast.karl.scope):
        asked = asked_search(QueryDict(f"segment={segment.pk}&status.is=active&q=elan"), cast.karl, Kind.CUSTOMER)
        missing = asked_search(QueryDict("segment=999999"), cast.karl, Kind.CUSTOMER)
        other_list = asked_search(QueryDict(f"segment={segment.pk}"), cast.karl, Kind.RESELLER)

    assert asked.search.to_params() == [
        ("q", "elan"),
        ("country.is", "CA"),
        ("status.is", "active"),
        ("sort", "-joined"),
    ]
    assert list(missing.faults) == list(other_list.faults) == ["segment"]
    assert missing.search == Search()


def test_a_segment_outlives_a_field_that_is_no_more(cast):
    segment = Segment(params=[["country.is", "CA"], ["horoscope.is", "leo"], ["sort", "-joined"]])

    assert searched_by(segment) == CANADA


@pytest.mark.covers("ACC-11", "ACC-12")
def test_every_column_shows_what_the_account_has_in_as_many_queries_for_many_as_for_few(
    cast, django_assert_max_num_queries
):
    ids = build_world(cast)
    with scoped(cast.karl.scope):
        found = Search(sort="name").within(Account.objects.sold_to_by(cast.kleinbach), by=cast.karl, at=NOON)
        with django_assert_max_num_queries(5):
            page = keyset_page(found.only("pk"), "name", {})
            rows = {row["id"]: row for row in rows_of(page.rows, list(COLUMNS), cast.kleinbach)}
        tally = tally_of(cast.karl, Kind.CUSTOMER)

    zebra = {name: str(value) for name, value in rows[ids["Zebra GmbH"]].items()}
    assert (zebra["run_rate"], zebra["balance"], zebra["orders_count"]) == ("6.93 EUR", "209.91 EUR", "2")
    assert (zebra["tags"], zebra["price_list"], zebra["payment_method"]) == ("['old', 'Priority']", "Cheap", "cash")
    assert rows[cast.bakery]["access"] == 1
    assert rows[ids["Élan Café"]]["manager"] == "Karl Kaufmann"
    assert (tally.listed_count, tally.transacting_count) == (7, 2)
    assert [str(rate) for rate in tally.run_rates] == ["14.85 EUR"]
