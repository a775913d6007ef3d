"""What an operation tries again by itself (decision 0028)."""

from datetime import datetime

import psycopg
import pytest
from django.db import NotSupportedError, connection

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import OPERATIONS, operation
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
