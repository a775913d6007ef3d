"""The audit log: nobody edits it, and whoever may read it finds what they look for (OPS-2)."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from handsel.identity.models import Seat
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.timeline.audit import AuditSearch, audit_page
from handsel.timeline.forgetting import forget_addresses
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from handsel.timeline.record import record
from tests.cast import NOON
from tests.database import Clone

pytestmark = pytest.mark.covers("OPS-2")

UTC = ZoneInfo("UTC")
EDITS = {
    "update": "UPDATE timeline_event SET actor_name = 'Nobody' WHERE id = %s",
    "delete": "DELETE FROM timeline_event WHERE id = %s",
    "address": "UPDATE timeline_event SET address = NULL WHERE id = %s",
    "moment": "UPDATE timeline_event SET at = now() WHERE id = %s",
}


@pytest.fixture
def told(cast, db) -> Iterator[Event]:
    """Ten events at Kleinbach, a minute apart, by Karl from one address; within Karl's scope."""
    with transaction.atomic(), scoped(cast.karl.scope):
        seat = Seat.objects.get(user_id=cast.karl.user_id)
        for number in range(10):
            by = cast.karl.coming_from(Origin(Way.CONSOLE, "192.0.2.7"))
            at = NOON + timedelta(days=1, minutes=number)
            record(
                "note.added", subject=seat, account_id=cast.bakery, by=by, at=at, reason=f"Reason {number}", line="ß"
            )
        yield Event.objects.filter(seller_id=cast.kleinbach).latest("pk")


def events(cast, found: AuditSearch | None = None, account_id: int | None = None) -> list[Event]:
    within = (found or AuditSearch()).within(Event.objects.filter(seller_id=cast.kleinbach), UTC, account_id)
    return list(within.order_by("-at", "-pk"))


def search(**params: str) -> AuditSearch:
    return AuditSearch.from_params({name.removesuffix("_"): value for name, value in params.items()})


@pytest.mark.parametrize("edit", EDITS)
def test_the_application_may_not_edit_the_log(told, edit):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EDITS[edit], [told.pk])


def test_the_application_may_add_and_read_and_nothing_else(told):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array_agg(privilege ORDER BY privilege)
              FROM unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
             WHERE has_table_privilege(current_user, 'timeline_event', privilege)
                OR (privilege IN ('UPDATE') AND has_any_column_privilege(current_user, 'timeline_event', privilege))
            """
        )
        assert cursor.fetchone()[0] == ["INSERT", "SELECT"]


def test_no_function_that_the_application_may_call_edits_the_log_but_the_one_that_forgets_addresses(told):
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            SELECT array_agg(proname ORDER BY proname) FROM pg_proc
             WHERE prosrc ~* '(update|delete\s+from|truncate)\s+(only\s+)?timeline_event'
            """
        )
        assert cursor.fetchone()[0] == ["timeline_forget_addresses"]


@pytest.mark.parametrize("edit", [*EDITS.values(), "TRUNCATE timeline_event"])
def test_not_even_the_owner_edits_the_log(committed_db: Clone, cast, edit):
    with psycopg.connect(committed_db.owner_url) as owner:
        newest = owner.execute("SELECT max(id) FROM timeline_event").fetchone()[0]
        assert newest
        with pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(edit, [newest] if "%s" in edit else None)


def test_of_old_events_the_address_is_forgotten_and_nothing_else(committed_db: Clone, cast):
    columns = "name, at, account_id, actor_id, actor_name, way, reason, data::text"
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        for days, address in ((400, "192.0.2.7"), (300, "192.0.2.8")):
            owner.execute(
                """
                INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id, actor_name,
                                            way, address, reason, data)
                SELECT seller_id, 0, 'note.added', now() - make_interval(days => %s), account_id, 'note', 1, 'Karl',
                       'console', %s, '', '{}' FROM timeline_event LIMIT 1
                """,
                [days, address],
            )
        before = owner.execute(f"SELECT {columns} FROM timeline_event ORDER BY id").fetchall()

        assert forget_addresses() == 1
        assert forget_addresses() == 0

        assert owner.execute(f"SELECT {columns} FROM timeline_event ORDER BY id").fetchall() == before
        kept = owner.execute("SELECT host(address) FROM timeline_event WHERE address <<= '192.0.2.0/24'").fetchall()
        assert kept == [("192.0.2.8",)]


def test_forgetting_needs_to_oversee_all(told):
    with pytest.raises(DatabaseError, match="out of scope"), transaction.atomic():
        call_scalar("timeline_forget_addresses", 1)


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"kind": "accounts", "q": "Reason"}, 10),
        ({"kind": "note.added", "q": "reason 3"}, 1),
        ({"kind": "money", "q": "Reason"}, 0),
        ({"q": "ß", "from": "2026-11-03"}, 10),
        ({"q": "%"}, 0),
        ({"address": "192.0.2.7"}, 10),
        ({"address": "192.0.2.8"}, 0),
        ({"way": "console", "kind": "note.added"}, 10),
        ({"way": "api"}, 0),
        ({"from": "2026-11-03", "until": "2026-11-03", "way": "console"}, 10),
        ({"from": "2026-11-04"}, 0),
        ({"who": "Handsel", "kind": "note.added"}, 0),
        ({"who": "99999999999999999999"}, 0),
    ],
)
def test_the_log_is_narrowed(told, cast, params, count):
    assert len(events(cast, AuditSearch.from_params(params))) == count


def test_it_is_narrowed_to_a_person_and_to_an_account(told, cast):
    assert len(events(cast, search(who=str(cast.karl.user_id), kind="note.added"))) == 10
    assert len(events(cast, search(account="1001", kind="note.added"), cast.bakery)) == 10
    assert events(cast, search(account="1001"), None) == []


@pytest.mark.parametrize("name", ["account", "from", "until", "way", "address"])
@pytest.mark.parametrize("value", ["nonsense", "-", "\x00", "9" * 99, "2026-02-30", "' OR 1=1"])
def test_what_is_no_condition_is_named_and_narrows_nothing(told, cast, name, value):
    found = AuditSearch.from_params({name: value})

    if value == "\x00" or (name == "account" and value == "9" * 99):
        return  # nothing at all; a number that nobody has
    assert name in found.faults
    assert found.to_params() == {}


def test_a_text_is_looked_for_in_the_last_days_unless_a_beginning_is_named():
    at = NOON

    assert search(q="x").looking_from(at, UTC).since == date(2026, 8, 4)
    assert AuditSearch.from_params({"q": "x", "from": "2020-01-01"}).looking_from(at, UTC).since == date(2020, 1, 1)
    assert search(kind="money").looking_from(at, UTC).since is None


def test_pages_follow_one_another_without_a_gap_and_back(told, cast):
    found = Event.objects.filter(seller_id=cast.kleinbach, name="note.added", reason__startswith="Reason")
    whole = [event.pk for event in found.order_by("-at", "-pk")]

    first = audit_page(found, size=4)
    second = audit_page(found, after=first.older, size=4)
    third = audit_page(found, after=second.older, size=4)
    back = audit_page(found, before=third.newer, size=4)

    assert [event.pk for page in (first, second, third) for event in page.rows] == whole
    assert [event.pk for event in back.rows] == [event.pk for event in second.rows]
    assert (first.newer, third.older) == (None, None)


@pytest.mark.parametrize("cursor", ["nonsense", "2026-11-02_1", "_", "9" * 99, "2026-11-02T12:00:00+00:00_x", "\x00"])
def test_a_cursor_that_is_none_opens_the_first_page(told, cast, cursor):
    found = Event.objects.filter(seller_id=cast.kleinbach)

    assert audit_page(found, after=cursor, size=3).rows == audit_page(found, size=3).rows


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"who": "7"},
        {"who": "Shop (API)"},
        {"kind": "api_key.made"},
        {"address": "192.0.2.7"},
        {"from": "2026-11-01", "until": "2026-11-02"},
    ],
)
def test_an_index_finds_each_page_in_its_order(told, cast, params):
    found = AuditSearch.from_params(params).within(Event.objects.filter(seller_id=cast.kleinbach), UTC)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = found.order_by("-at", "-pk")[:51].explain()

    assert "Index Scan using event_" in plan
    assert "Sort" not in plan
