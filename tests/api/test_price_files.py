"""Prices from a file over the API, looked through and saved by a worker; and a price list as a file (CAT-2, CAT-3)."""

import base64
import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.jobs.worker import run_tasks_once
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.tasks.models import Task
from handsel.tasks.running import forget_file
from tests.api.test_price_rules import of_default
from tests.catalog.listed import offered

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3", "API-1")]

CONTENT = "SKU,Plan,New price\nMAIL,Monthly,4.99\nNONE,,1\n"


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """Other tests keep files of prices at the same time."""
    settings.MEDIA_ROOT = tmp_path


def kept() -> list[str]:
    """Return what the store has of files of prices."""
    if not default_storage.exists("price-files"):
        return []
    return [f"{one}/{name}" for one in default_storage.listdir("price-files")[0] for name in in_store(one)]


def in_store(folder: str) -> list[str]:
    return default_storage.listdir(f"price-files/{folder}")[1]


def work() -> None:
    while run_tasks_once(at=now()):
        pass


def sent(content: str = CONTENT, **more):
    return {"content": base64.b64encode(content.encode()).decode(), "currency": "EUR"} | more


@pytest.fixture
def path(kleinbach):
    return f"/price-lists/{of_default(kleinbach)['id']}"


@pytest.fixture
def look(kleinbach, path):
    """The address of a file that is looked through."""
    started = kleinbach.post(f"{path}/price-files", sent(file_name="2027.csv"))
    assert started.status_code == 202, started.content
    return f"/price-files/{started.json()['id']}"


def test_a_file_is_looked_through_by_a_worker_and_changes_nothing(kleinbach, cast, look):
    task = kleinbach.get(look.replace("price-files", "tasks")).json()
    assert (task["kind"], task["state"], task["total"], task["file"]["name"]) == ("price_look", "queued", 2, "2027.csv")
    early = kleinbach.get(look)
    assert (early.status_code, early.json()["code"]) == (409, "price_file_not_looked_through")
    assert kleinbach.post(f"{look}/save", {}).json()["code"] == "price_file_not_looked_through"
    work()

    seen = kleinbach.get(look).json()

    assert seen["counts"] == {"changed": 1, "unchanged": 0, "refused": 1}
    rows = [(row["row"], row["fate"], row["after"] and row["after"]["text"], row["reason"]) for row in seen["rows"]]
    assert rows == [
        (3, "refused", None, "You sell nothing with the number NONE."),
        (2, "changed", "4.99", ""),
    ]
    assert (seen["has_more"], seen["rehearsal"]["names"]) == (False, ["Bakery Brandt"])
    refused = kleinbach.get(f"{look}/refused")
    assert refused["Content-Disposition"] == 'attachment; filename="2027-refused.csv"'
    assert "3,You sell nothing with the number NONE.,NONE,,,1,," in refused.getvalue().decode()
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286


def test_its_prices_are_saved_by_a_worker_once(kleinbach, cast, look):
    work()

    first, again = (kleinbach.post(f"{look}/save", {}, key="once") for _ in range(2))
    assert (first.status_code, first.content == again.content) == (202, True)
    work()

    done = kleinbach.get(f"/tasks/{first.json()['id']}").json()
    assert (done["kind"], done["state"], done["done"], done["total"]) == ("price_save", "done", 1, 1)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499
    late = kleinbach.post(f"{look}/save", {}).json()
    work()
    failed = kleinbach.get(f"/tasks/{late['id']}").json()
    assert failed["state"] == "failed"
    assert failed["error"].startswith("Somebody else changed Standard.")


def test_they_can_wait_for_a_day(kleinbach, cast, look):
    work()
    day = f"{now() + timedelta(days=3):%Y-%m-%d}"

    assert kleinbach.post(f"{look}/save", {"starts_on": day, "notice_days": 2}).status_code == 202
    work()

    (planned,) = kleinbach.get("/scheduled-price-changes").json()
    assert (planned["state"], planned["plans"]) == ("waiting", 1)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"starts_on": "2020-01-01"}, "/starts_on"),
        ({"starts_on": "soon"}, "/starts_on"),
        ({"notice_days": 2}, "/notice_days"),
        ({"version": 1}, "/version"),
    ],
)
def test_a_day_that_cannot_be_is_told(kleinbach, look, body, pointer):
    work()
    answer = kleinbach.post(f"{look}/save", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_call_that_is_repeated_keeps_its_file_once(kleinbach, path):
    before = kept()

    first, again = (kleinbach.post(f"{path}/price-files", sent(), key="once") for _ in range(2))

    assert (first.status_code, first.content) == (202, again.content)
    assert len(kept()) == len(before) + 1


@pytest.mark.parametrize(
    ("content", "told"), [("%PDF-1.4", "PDF"), ("", "empty"), ("SKU\nx\n", "New price"), ("Name,Price\nx,1\n", "SKU")]
)
def test_what_is_no_file_of_prices_is_refused_at_once(kleinbach, path, content, told):
    answer = kleinbach.post(f"{path}/price-files", sent(content))
    assert (answer.status_code, answer.json()["code"]) == (422, "import_unreadable")
    assert told in answer.json()["detail"]
    assert kleinbach.get("/tasks").json()["items"] == []


def test_a_file_that_is_gone_leaves_nothing_in_the_store(kleinbach, cast, path):
    before = kept()
    look = f"/price-files/{kleinbach.post(f'{path}/price-files', sent()).json()['id']}"
    work()
    assert len(kept()) == len(before) + 2

    forget_file(task_id=int(look.rpartition("/")[2]), by=cast.karl, at=now())

    assert kept() == before
    for answer in (kleinbach.get(f"{look}/refused"), kleinbach.post(f"{look}/save", {})):
        assert (answer.status_code, answer.json()["code"]) == (404, "price_file_gone")


def test_others_neither_find_a_file_nor_send_one(suedwind, reading, path, look):
    work()
    for caller, status in ((suedwind, 404), (reading, 403)):
        answers = [
            caller.post(f"{path}/price-files", sent()),
            caller.get(look),
            caller.get(f"{look}/refused"),
            caller.post(f"{look}/save", {}),
        ]
        assert [answer.status_code for answer in answers] == [status] * len(answers)
    assert suedwind.get(f"{path}/export").status_code == suedwind.post(f"{path}/export").status_code == 404


def sheet(answer) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def test_a_list_is_downloaded_as_it_was_narrowed(reading, path):
    (row,) = sheet(reading.get(f"{path}/export", currency="EUR", q="mailbox"))[1:]
    assert 2.86 in row


def test_a_long_list_is_made_by_a_worker(reading, path, monkeypatch):
    monkeypatch.setattr("handsel.reports.price_sheets.SHORT", 1)
    long = reading.get(f"{path}/export", currency="EUR")
    assert (long.status_code, long.json()["code"]) == (409, "list_too_long")

    started = reading.post(f"{path}/export?currency=EUR&only=sold")
    work()

    assert (started.status_code, started.json()["kind"]) == (202, "price_list_file")
    file = reading.get(f"/tasks/{started.json()['id']}/file")
    assert "MAIL" in {row[0] for row in sheet(file)}


def test_a_file_that_was_looked_through_before_an_upgrade_is_told_of_still(kleinbach, cast, look):
    """Its rows have no ids of plans, and what was refused of it was not kept."""
    work()
    with transaction.atomic(), scoped(cast.karl.scope):
        task = Task.objects.get(pk=look.rsplit("/", 1)[1])
        for row in task.result["told"]["rows"]:
            del row["plan_id"]
        task.save(update_fields=["result"])
        default_storage.delete(f"{task.file}-refused")

    assert [row["plan_id"] for row in kleinbach.get(look).json()["rows"]] == [None, None]
    assert kleinbach.get(f"{look}/refused").json()["code"] == "price_file_gone"
