"""Settings of a portal are inherited unless set, and a parent can lock them (SHO-4)."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from handsel.accounts.portal_changes import LOCKED, change_settings
from handsel.accounts.portal_models import Portal
from handsel.accounts.portal_settings import OpenPortal, Settings, portal_at, portal_of, settings_of
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def change(by: Actor, locked: list[str] | None = None, **changes: Any) -> Portal:
    with transaction.atomic(), scoped(by.scope):
        version = Portal.objects.get(seller_id=by.seller_id).version
    return change_settings(changes=changes, version=version, locked=locked, by=by, at=NOON)


def portal(by: Actor) -> OpenPortal:
    with transaction.atomic(), scoped(by.scope):
        return portal_of(by.seller_id)


def known(by: Actor) -> Settings:
    with transaction.atomic(), scoped(by.scope):
        return settings_of(by.seller_id)


@pytest.fixture(autouse=True)
def nothing_is_set(db: None, cast: Cast) -> None:
    """The story's own settings out of the way."""
    for by in (cast.olga, cast.nora, cast.karl, cast.sven):
        names = ("colour", "language", "languages", "time_zone", "date_format", "number_format", "currencies")
        change(by, [], **dict.fromkeys((*names, "mandatory_fields")))


@pytest.mark.covers("SHO-4")
def test_what_a_portal_does_not_set_it_inherits_from_whoever_above_set_it(cast: Cast):
    change(cast.olga, time_zone="Europe/Zurich", currencies=["EUR", "CHF"])
    change(cast.nora, time_zone="Europe/Berlin")

    assert portal(cast.karl).time_zone == "Europe/Berlin"
    assert portal(cast.karl).currencies == ("EUR", "CHF")
    assert portal(cast.sven).time_zone == "Europe/Zurich"


@pytest.mark.covers("SHO-4")
def test_a_value_of_ones_own_holds_until_it_is_inherited_again(cast: Cast):
    change(cast.nora, time_zone="Europe/Berlin")
    change(cast.karl, time_zone="Europe/Vienna")
    assert (portal(cast.karl).time_zone, known(cast.karl).source("time_zone")) == ("Europe/Vienna", "own")

    change(cast.karl, time_zone=None)

    assert (portal(cast.karl).time_zone, known(cast.karl).source("time_zone")) == ("Europe/Berlin", "provider")


@pytest.mark.covers("SHO-4")
def test_with_nothing_set_anywhere_the_standard_holds(cast: Cast):
    found = portal(cast.karl)

    assert (found.time_zone, found.language, found.colour) == ("UTC", "en", "#4263eb")
    assert known(cast.karl).source("time_zone") == "standard"
    assert known(cast.karl).value("mandatory_fields") == []


@pytest.mark.covers("SHO-4")
def test_what_a_parent_locks_holds_below_whatever_is_set_there(cast: Cast):
    change(cast.karl, language="nl")
    change(cast.nora, ["language"], language="de")

    assert portal(cast.karl).language == "de"
    assert known(cast.karl).locked == {"language"}
    assert known(cast.nora).locked == frozenset()
    with pytest.raises(Invalid) as refused:
        change(cast.karl, language="fr")
    assert refused.value.fields == {"language": LOCKED}


@pytest.mark.covers("SHO-4")
def test_a_lock_at_the_top_binds_all_tiers_and_its_end_gives_each_its_own_back(cast: Cast):
    change(cast.nora, date_format="d.m.Y")
    change(cast.olga, ["date_format"], date_format="Y-m-d")
    assert (portal(cast.nora).date_format, portal(cast.karl).date_format) == ("Y-m-d", "Y-m-d")

    change(cast.olga, [])

    assert (portal(cast.nora).date_format, portal(cast.karl).date_format) == ("d.m.Y", "d.m.Y")


@pytest.mark.covers("SHO-4")
def test_what_names_a_reseller_is_never_inherited(cast: Cast):
    change(cast.nora, tagline="", email="")
    change(cast.olga, tagline="The platform", email="hello@handsel.example")

    assert (portal(cast.nora).tagline, portal(cast.nora).email) == ("", "")
    with pytest.raises(Invalid) as refused:
        change(cast.nora, title=None)
    assert "title" in refused.value.fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", " "),
        ("title", "x" * 101),
        ("email", "hello@"),
        ("colour", "red"),
        ("colour", "#4263eb;}"),
        ("language", "xx"),
        ("languages", []),
        ("languages", ["en", "xx"]),
        ("time_zone", "Europe/Atlantis"),
        ("date_format", "\\e\\v\\i\\l"),
        ("number_format", ",,"),
        ("currencies", ["EUR", "eur"]),
        ("mandatory_fields", ["password"]),
        ("is_listed", True),
        ("language", "fr"),  # offered are only those chosen with it
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, name: str, value: object):
    wanted = {name: value} | ({"languages": ["de", "en"]} if value == "fr" else {})
    if name == "is_listed":
        with pytest.raises(Invalid):
            change(cast.nora, is_listed=not value)
        return
    with pytest.raises(Invalid) as refused:
        change(cast.nora, **wanted)
    assert set(refused.value.fields) == {name}


@pytest.mark.covers("SHO-4")
def test_readers_change_nothing(cast: Cast):
    with pytest.raises(Forbidden):
        change(cast.ruth, tagline="Mine")


@pytest.mark.covers("SHO-4")
def test_a_change_stands_on_the_timeline_with_what_was_there_before(cast: Cast):
    change(cast.karl, tagline="New words", time_zone="Europe/Vienna")

    with transaction.atomic(), scoped(cast.karl.scope):
        event = Event.objects.filter(name="settings.changed").latest("pk")
    assert event.account_id == cast.kleinbach
    assert event.data["changes"]["time_zone"] == [None, "Europe/Vienna"]
    assert event.data["changes"]["tagline"][1] == "New words"


@pytest.mark.covers("SHO-4")
def test_whoever_saves_over_a_newer_version_sees_what_was_saved(cast: Cast):
    version = change(cast.karl, tagline="First").version
    change(cast.karl, tagline="Second")

    with pytest.raises(ChangedMeanwhile) as refused:
        change_settings(changes={"tagline": "Third"}, version=version, by=cast.karl, at=NOON)

    assert (refused.value.current, portal(cast.karl).tagline) == ({"tagline": "Second"}, "Second")


def test_nothing_changed_is_nothing_told(cast: Cast):
    before = change(cast.karl, tagline="Same").version

    assert change(cast.karl, tagline=" Same ", locked=[]).version == before


@pytest.mark.covers("OPS-3")
def test_the_settings_of_another_seller_are_out_of_reach(cast: Cast):
    with transaction.atomic(), scoped(cast.sven.scope):
        assert portal_of(cast.kleinbach).title == ""
    for reader in (cast.sven, cast.berta):
        with pytest.raises(DatabaseError), transaction.atomic(), scoped(reader.scope):
            settings_of(cast.kleinbach)


def test_a_portal_is_found_by_its_name_and_by_nothing_else(cast: Cast):
    found = portal_at("kleinbach", None)

    assert found is not None
    assert (found.seller_id, found.address) == (cast.kleinbach, "kleinbach.localhost:8000")
    assert portal_at("nobody", None) is None
    assert portal_at(None, "kleinbach") is None
