"""What an operation tries again by itself (decision 0028)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, NotSupportedError, connection

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import CHOSEN, OPERATIONS, Taken, chosen, operation
from handsel.kernel.prepared import planned_once
from tests.cast import NOON
from tests.database import Clone


@operation
def read_on(*, by: Actor, at: datetime) -> list[tuple[object, ...]]:
    """Read a table with a plan that is kept. Raises nothing."""
    return read_kept()


def read_kept() -> list[tuple[object, ...]]:
    with planned_once(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kept")
        return list(cursor.fetchall())


OPERATIONS.remove(read_on)


def test_a_plan_that_a_table_has_outgrown_is_made_anew_and_nobody_notices(committed_db: Clone, cast: Cast):
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
        owner.execute("GRANT SELECT ON kept TO PUBLIC")
    assert read_on(by=cast.karl, at=NOON) == [(7,)]
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("ALTER TABLE kept ALTER COLUMN number TYPE text")

    assert read_on(by=cast.karl, at=NOON) == [("7",)]


def test_of_pages_one_fails_by_such_a_plan_and_none_after_it(committed_db: Clone, cast: Cast):
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
        owner.execute("GRANT SELECT ON kept TO PUBLIC")
    with Reading(cast.karl.scope):
        assert read_kept() == [(7,)]
    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("ALTER TABLE kept ALTER COLUMN number TYPE text")

    with pytest.raises(NotSupportedError), Reading(cast.karl.scope):
        read_kept()

    with Reading(cast.karl.scope):
        assert read_kept() == [("7",)]


@operation
def write_down(*, number: int, by: Actor, at: datetime) -> str:
    """Write a number down, unless it stands there; another hand may be quicker. Raises nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM kept WHERE number = %s", [number])
        if cursor.fetchone():
            return "stands there"
        for hand in QUICKER:
            hand(number)
        cursor.execute("INSERT INTO kept VALUES (%s)", [number])
    return "written"


@operation
def write_blindly(*, by: Actor, at: datetime) -> None:
    """Write a seven without looking. Raises nothing."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (7)")


OPERATIONS.remove(write_down)
OPERATIONS.remove(write_blindly)
QUICKER: list[Callable[[int], object]] = []


@pytest.fixture
def kept(committed_db: Clone) -> Iterator[psycopg.Connection[Any]]:
    """A table of numbers of which each stands there once."""
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (number int CONSTRAINT kept_number_once UNIQUE)")
        owner.execute("GRANT SELECT, INSERT ON kept TO PUBLIC")
        yield owner
    QUICKER.clear()
    CHOSEN.discard("kept_number_once")


def test_who_was_quicker_is_seen_by_the_next_try(kept: psycopg.Connection[Any], cast: Cast):
    assert write_down(number=1, by=cast.karl, at=NOON) == "written"
    QUICKER.append(lambda number: kept.execute("INSERT INTO kept VALUES (%s)", [number]))

    assert write_down(number=2, by=cast.karl, at=NOON) == "stands there"


def test_what_people_chose_and_is_taken_is_refused(kept: psycopg.Connection[Any], cast: Cast):
    kept.execute("INSERT INTO kept VALUES (7)")
    chosen("kept_number_once")

    with pytest.raises(Taken):
        write_blindly(by=cast.karl, at=NOON)


def test_what_nobody_chose_and_stands_there_is_an_error(kept: psycopg.Connection[Any], cast: Cast):
    kept.execute("INSERT INTO kept VALUES (7)")

    with pytest.raises(IntegrityError, match="kept_number_once"):
        write_blindly(by=cast.karl, at=NOON)


@pytest.mark.django_db
def test_each_constraint_over_what_people_choose_is_one_of_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisunique")
        unique = {name for (name,) in cursor.fetchall()}

    assert CHOSEN - unique == set()
    assert "price_list_name_once_per_seller" in CHOSEN
