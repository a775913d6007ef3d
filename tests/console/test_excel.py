"""The Excel button: a short list comes at once, a long one becomes a task (ACC-13)."""

import io

import pytest
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.kernel.isolation import scoped
from handsel.reports import lists
from handsel.tasks.models import Task
from tests.console.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-13")]
EXCEL = "/console/customers/excel/"


def rows(answer) -> list[list[object]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = io.BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


def tasks(by) -> list[Task]:
    with transaction.atomic(), scoped(by.scope):
        return list(Task.objects.filter(seller_id=by.seller_id))


@pytest.fixture
def everything_is_long(monkeypatch):
    monkeypatch.setattr(lists, "SHORT", 0)


def test_a_short_list_is_answered_with_its_file(karl):
    answer = karl.get(EXCEL)

    assert answer["Content-Disposition"] == 'attachment; filename="Customers.xlsx"'
    assert [row[0] for row in rows(answer)] == ["Name", "Bakery Brandt"]


def test_sub_resellers_come_in_a_file_of_that_name(nora):
    answer = nora.get("/console/resellers/excel/")

    assert answer["Content-Disposition"] == 'attachment; filename="Resellers.xlsx"'
    assert rows(answer)[1][0] == "Kleinbach"


def test_the_button_leads_to_the_file_of_a_short_list(karl, cast):
    answer = karl.post(f"{EXCEL}?q=bak", headers=HTMX)

    assert answer["HX-Redirect"] == f"{EXCEL}?q=bak"
    assert tasks(cast.karl) == []


def test_the_file_has_what_the_address_asks_for(karl):
    assert rows(karl.get(EXCEL, {"q": "nobody", "columns": "city,number"})) == [["Name", "City", "Number"]]


def test_a_long_list_is_made_by_a_task(karl, cast, everything_is_long):
    answer = karl.post(f"{EXCEL}?q=bak&columns=city")

    (task,) = tasks(cast.karl)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{task.pk}/")
    assert task.params["kind"] == "customer"
    assert task.params["search"] == [["q", "bak"]]
    assert task.params["columns"] == ["name", "city"]


def test_asking_for_a_long_list_with_get_offers_to_make_it(karl, cast, everything_is_long):
    page = karl.get(EXCEL, {"q": "bak"}).content.decode()

    assert "is made in the background" in page
    assert f'action="{EXCEL}?q=bak"' in page
    assert tasks(cast.karl) == []


def test_readers_may_have_the_file(ruth):
    assert len(rows(ruth.get(EXCEL))) == 2
