"""A long list becomes a file while nobody waits: with progress, kept for a day, the same as the list (ACC-13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Kind
from handsel.accounts.tree import add_customer
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.reports import files, one_moment
from handsel.reports.files import path_of
from handsel.reports.list_files import start_list_file
from handsel.reports.lists import ListWanted
from handsel.segments.columns import COLUMNS
from handsel.segments.search import Search
from handsel.tasks import running
from handsel.tasks.asking import cancel_task
from handsel.tasks.models import State, Task
from handsel.tasks.running import run_next

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ACC-13")]


@pytest.fixture
def shops(cast, monkeypatch, settings, tmp_path):
    """Nine more customers of Kleinbach; a batch has four, and a second is over after each."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(one_moment, "BATCH", 4)
    seconds = iter(range(0, 1000, 2))
    monkeypatch.setattr(files, "monotonic", lambda: next(seconds))
    for number in range(9):
        details = AccountDetails(company_name=f"Shop {number * 7 % 9}", email=f"s{number}@shop.example", city="Ulm")
        add_customer(details=details, manager_id=None, by=cast.karl, at=NOON)


def ask(cast, *columns: str, **params: str) -> Task:
    search = Search.from_params({name.replace("__", "."): [value] for name, value in params.items()}).search
    return start_list_file(wanted=ListWanted.of(Kind.CUSTOMER, search, columns), by=cast.karl, at=NOON)


def look(cast, task: Task) -> Task:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Task.objects.get(pk=task.pk)


def rows(task: Task) -> list[list[object]]:
    with default_storage.open(task.file) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_name("Customers").to_python()


def test_the_worker_makes_it_and_it_is_kept_for_a_day(cast, shops):
    task = ask(cast, city__is="Ulm")

    assert run_next(TASK_KINDS, at=NOON) == 1

    task = look(cast, task)
    assert (task.state, task.file_name, task.result) == (State.DONE, "Customers.xlsx", {"rows": 9})
    assert task.expires_at == NOON + timedelta(hours=24)
    assert task.file.startswith(f"exports/{cast.kleinbach}/")
    assert [row[0] for row in rows(task)] == ["Name", *(f"Shop {number}" for number in range(9))]


def test_columns_that_are_looked_up_stand_with_their_rows(cast, shops):
    task = ask(cast, *COLUMNS)
    run_next(TASK_KINDS, at=NOON)

    heading, *found = rows(look(cast, task))

    assert len(found) == 10
    assert {row[heading.index("Payment method")] for row in found} == {"Deposit"}
    assert [row[heading.index("Balance")] for row in found] == [100.0, *[0.0] * 9]
    assert [row[heading.index("Storefront")] for row in found] == ["Yes", *["No"] * 9]


def test_it_tells_how_far_it_is(cast, shops, monkeypatch):
    told = []
    note = running.note_progress
    monkeypatch.setattr(running, "note_progress", lambda **now: (told.append((now["done"], now["total"])), note(**now)))
    ask(cast)

    run_next(TASK_KINDS, at=NOON)

    assert told == [(4, 10), (8, 10), (10, 10)]


def test_what_was_called_off_leaves_no_file(cast, shops, monkeypatch):
    task = ask(cast)
    note = running.note_progress

    def call_off(**now: object) -> None:
        cancel_task(task_id=task.pk, by=cast.karl, at=NOON)
        note(**now)

    monkeypatch.setattr(running, "note_progress", call_off)
    run_next(TASK_KINDS, at=NOON)

    task = look(cast, task)
    assert (task.state, task.file) == (State.CANCELED, "")
    assert not default_storage.exists(path_of(task))


def test_rows_added_meanwhile_are_not_in_it(cast, shops, monkeypatch):
    task = ask(cast)
    note = running.note_progress

    def add(**now: object) -> None:
        details = AccountDetails(company_name=f"Zebra {now['done']}", email=f"z{now['done']}@shop.example")
        add_customer(details=details, manager_id=None, by=cast.karl, at=NOON)
        note(**now)

    monkeypatch.setattr(running, "note_progress", add)
    run_next(TASK_KINDS, at=NOON)

    assert len(rows(look(cast, task))) == 11


def test_a_customer_asks_for_no_file(cast):
    with pytest.raises(Forbidden):
        start_list_file(wanted=ListWanted.of(Kind.CUSTOMER, Search(), ()), by=cast.berta, at=NOON)
