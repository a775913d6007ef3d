"""Long work: the list of it, the page of each, undo, stop and download (ACC-8, ACC-13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from handsel.accounts.suspending import suspend_account
from handsel.bulk.undoing import undo_bulk
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.tasks.models import State, Task
from tests.bulk.many import ask, customers, look, now_are, work
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-8")]


def page_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def change(cast: Any, task: Task, **fields: object) -> None:
    with transaction.atomic(), scoped(cast.karl.scope):
        Task.objects.filter(pk=task.pk).update(**fields)


def test_the_list_tells_what_came_of_each(karl, cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    suspend_account(account_id=alfa.pk, reason="Fraud", by=cast.karl, at=NOON)
    ask("suspend", [alfa, bravo], cast.karl, reason="Invoices unpaid")
    work()

    page = page_of(karl, "/console/tasks/")

    assert "Suspend" in page
    assert "Invoices unpaid" in page
    assert "1 suspended, 1 left as it was" in page


def test_the_list_is_ones_own_until_one_asks_for_all(karl, ruth, cast):
    ask("tag", customers(cast.karl, ["Alfa"]), cast.karl, names=["Priority"])

    assert "Nothing yet" in page_of(ruth, "/console/tasks/")
    assert "Priority" in page_of(ruth, "/console/tasks/?whose=all")
    assert "Priority" in page_of(karl, "/console/tasks/")


def test_the_list_asks_again_while_something_goes_on(karl, cast):
    ask("tag", customers(cast.karl, ["Alfa"]), cast.karl, names=["Priority"])
    assert "every 2s" in page_of(karl, "/console/tasks/", **HTMX)

    work()

    assert "every 2s" not in page_of(karl, "/console/tasks/", **HTMX)


def test_the_page_of_a_task_tells_why_each_was_left_as_it_was(karl, cast):
    alfa = customers(cast.karl, ["Alfa"])
    ask("tag", alfa, cast.karl, names=["Priority"])
    task = ask("tag", alfa, cast.karl, names=["Priority"])
    assert "every 1s" in page_of(karl, f"/console/tasks/{task.pk}/")

    work()
    page = page_of(karl, f"/console/tasks/{task.pk}/")

    assert "Alfa has this tag already." in page
    assert f"/console/accounts/{alfa[0].number}/" in page
    assert "every 1s" not in page


def test_undo_asks_first_and_is_followed_like_the_work_itself(karl, cast):
    alfa = customers(cast.karl, ["Alfa"])
    task = ask("archive", alfa, cast.karl)
    work()

    assert "1 account gets back what it had before" in page_of(karl, f"/console/tasks/{task.pk}/undo/", **HTMX)
    started = karl.post(f"/console/tasks/{task.pk}/undo/", {"sure": "True"}, headers=HTMX)
    assert "Undo: Archive" in started.content.decode()
    work(clock.now())

    assert now_are(cast.karl, alfa, "is_listed") == [True]
    page = page_of(karl, f"/console/tasks/{task.pk}/")
    assert "It was taken back." in page
    assert karl.get(f"/console/tasks/{task.pk}/undo/").status_code == 409


def test_readers_undo_and_stop_nothing_of_others(ruth, cast):
    task = ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)

    assert ruth.post(f"/console/tasks/{task.pk}/cancel/").status_code == 403
    work()
    assert ruth.get(f"/console/tasks/{task.pk}/undo/").status_code == 403
    assert "Undo" not in page_of(ruth, f"/console/tasks/{task.pk}/")


def test_stopped_work_stays_where_it_is(karl, cast):
    task = ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)

    shown = karl.post(f"/console/tasks/{task.pk}/cancel/?in=dialog", headers=HTMX)

    assert "Canceled" in shown.content.decode()
    assert look(cast.karl, task).state == State.CANCELED
    assert karl.post(f"/console/tasks/{task.pk}/cancel/").status_code == 302


@pytest.mark.covers("ACC-13")
def test_a_file_is_downloaded_by_who_asked_for_it_and_by_deciders_until_it_expires(karl, ruth, sven, cast):
    task = ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)
    work()
    name = default_storage.save("exports/test.xlsx", ContentFile(b"PK cells"))
    change(cast, task, file=name, file_name="Customers.xlsx", expires_at=clock.now() + timedelta(hours=1))
    path = f"/console/tasks/{task.pk}/file/"

    answer = karl.get(path)
    assert b"".join(answer.streaming_content) == b"PK cells"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Customers.xlsx"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ruth.get(path).status_code == 403
    assert sven.get(path).status_code == 404

    change(cast, task, expires_at=clock.now() - timedelta(seconds=1))
    assert karl.get(path).status_code == 404
    default_storage.delete(name)


def test_a_task_of_another_seller_is_not_found(nora, cast):
    task = ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)

    for path in ("", "undo/", "file/"):
        assert nora.get(f"/console/tasks/{task.pk}/{path}").status_code == 404
    assert nora.post(f"/console/tasks/{task.pk}/cancel/").status_code == 404


def test_what_goes_on_stands_in_the_top_bar_of_whoever_asked_for_it(karl, ruth, cast):
    assert "at work" not in page_of(karl, "/console/")
    ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)

    assert "1 at work" in page_of(karl, "/console/")
    assert "1 at work" in page_of(karl, "/console/tasks/chip/")
    assert "at work" not in page_of(ruth, "/console/")

    work()
    assert "at work" not in page_of(karl, "/console/tasks/chip/")


@pytest.mark.covers("ACC-22")
@pytest.mark.parametrize("kind", ["import_run", "list_file", "something_new"])
def test_work_of_every_kind_has_a_page(karl, cast, kind):
    task = ask("archive", customers(cast.karl, ["Alfa"]), cast.karl)
    change(cast, task, kind=kind, params={}, result={"rows": 12})

    page_of(karl, f"/console/tasks/{task.pk}/")
    page_of(karl, "/console/tasks/")


@pytest.mark.parametrize("path", ["/console/tasks/?whose=all", "/console/tasks/{}/"])
def test_the_pages_need_the_same_queries_however_long_they_are(karl, cast, path):
    taken = set()
    for count in (1, 5):
        accounts = customers(cast.karl, [f"Customer{count}-{number}" for number in range(count)])
        for _ in range(count):
            ask("unarchive", accounts, cast.karl)
        work()
        task = undone = ask("archive", accounts, cast.karl)
        work()
        task = ask("archive", accounts, cast.karl)
        work()
        undo_bulk(task_id=undone.pk, by=cast.karl, at=NOON)
        work()
        taken.add(queries_of(karl, path.format(task.pk)))

    assert len(taken) == 1
