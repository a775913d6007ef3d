"""The Excel button: the file has the rows of the list, in its order, and nobody else's (ACC-13)."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Kind
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scoped
from handsel.reports import one_moment
from handsel.reports.lists import ListWanted, write_list
from handsel.segments.columns import COLUMNS
from handsel.segments.fields import FIELDS
from handsel.segments.paging import keyset_page
from handsel.segments.search import Search
from handsel.segments.sorting import SORTS
from tests.reports.subscribing import subscribe

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-13")]


def search(**params: str) -> Search:
    return Search.from_params({name.replace("__", "."): [value] for name, value in params.items()}).search


def wanted(found: Search = Search(), columns=(), kind=Kind.CUSTOMER) -> ListWanted:  # noqa: B008 - it is frozen
    return ListWanted.of(kind, found, columns)


def written(what: ListWanted, by) -> list[list[object]]:
    file = io.BytesIO()
    with transaction.atomic(), scoped(by.scope):
        write_list(file, what, by=by, at=NOON, is_reading=True)
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


@pytest.fixture
def shops(cast):
    """Nine more customers of Kleinbach, from here and there."""
    for number in range(9):
        details = AccountDetails(
            company_name=f"Shop {number * 7 % 9}", email=f"s{number}@shop.example", city=["Ulm", "Bonn", ""][number % 3]
        )
        add_customer(details=details, manager_id=None, by=cast.karl, at=NOON - timedelta(days=number * 5 % 9))


@pytest.mark.parametrize("sort", [f"{way}{name}" for name in SORTS for way in ("", "-")])
def test_the_rows_stand_in_the_order_of_the_list(cast, shops, monkeypatch, sort):
    monkeypatch.setattr(one_moment, "BATCH", 4)
    what = wanted(search(sort=sort), ["name", "number"])

    rows = written(what, cast.karl)[1:]

    with transaction.atomic(), scoped(cast.karl.scope):
        page = keyset_page(what.found(cast.karl, NOON), sort, {})
    assert [int(number) for _name, number in rows] == [account.number for account in page.rows]
    assert len(rows) == 10


def test_a_filtered_list_makes_a_filtered_file(cast, shops):
    rows = written(wanted(search(city__is="Ulm", q="shop"), ["city"]), cast.karl)

    assert rows[0] == ["Name", "City"]
    assert [row[1] for row in rows[1:]] == ["Ulm"] * 3


def test_every_condition_of_a_list_makes_a_file(cast):
    for field in FIELDS.values():
        for operator in field.operators.values():
            asked = asked_with(field, operator)
            with transaction.atomic(), scoped(cast.karl.scope):
                listed = wanted(asked).found(cast.karl, NOON).count()
            assert len(written(wanted(asked), cast.karl)) - 1 == listed


def asked_with(field, operator) -> Search:
    """Return a search with this condition, with any value that it takes."""
    for value in (*sorted(field.known or ()), "1", "a", "2026-01-01", "5 EUR", "EUR", "DE", "yes"):
        asked = Search.from_params({f"{field.name}.{operator.name}": [value]}).search
        if asked.conditions:
            return asked
    raise AssertionError(f"{field.name}.{operator.name} takes none of these")


def test_archived_customers_stand_in_no_file(cast, shops):
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=cast.bakery).update(archived_at=NOON)

    assert len(written(wanted(), cast.karl)[1:]) == 9


def test_every_column_of_the_list_can_be_written(cast, shops):
    subscribe(cast)

    heading, *rows = written(wanted(columns=list(COLUMNS)), cast.karl)

    amounts = [column for column in COLUMNS.values() if column.is_amount]
    assert len(heading) == len(COLUMNS) + len(amounts)
    assert all(len(row) == len(heading) for row in rows)


def test_a_run_rate_is_a_number_beside_its_currency(cast):
    subscribe(cast)

    (heading, row) = written(wanted(columns=["run_rate"]), cast.karl)

    assert heading == ["Name", "Monthly run rate", "Monthly run rate: currency"]
    assert isinstance(row[1], float)
    assert row[2] == "EUR"


def test_sub_resellers_are_a_list_of_their_own(cast):
    assert [row[0] for row in written(wanted(kind=Kind.RESELLER), cast.nora)[1:]] == ["Kleinbach"]
    assert wanted(kind=Kind.RESELLER).file_name == "Resellers.xlsx"


def test_nobody_finds_another_sellers_customers_in_a_file(cast, shops):
    assert [row[0] for row in written(wanted(), cast.sven)[1:]] == ["Harbour Office"]


def test_a_file_needs_the_same_queries_however_many_rows_it_has(cast, shops):
    assert queries_for(cast.karl, search(q="bakery")) == queries_for(cast.karl, search(q="shop"))


def queries_for(by, found: Search) -> int:
    with transaction.atomic(), scoped(by.scope), CaptureQueriesContext(connection) as taken:
        write_list(io.BytesIO(), wanted(found), by=by, at=NOON, is_reading=True)
    return len(taken)


def test_a_search_is_kept_with_its_task_as_it_was(cast):
    what = wanted(search(q="shop", country__is="DE", sort="-joined"), ["email", "joined"])

    assert ListWanted.from_kept(what.to_kept()) == what
