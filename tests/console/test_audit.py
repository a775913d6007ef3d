"""The audit log in the console: for owners, in sentences, narrowed in the address, as an Excel file (OPS-2)."""

from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from handsel.identity.keys import Reach, make_api_key, revoke_api_key
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.reports import audit_file
from handsel.tasks.models import Task
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-2")]

LOG = "/console/audit/"


@pytest.fixture
def klara(cast) -> Client:
    """Klara owns Kleinbach."""
    return logged_in("kleinbach", "klara@kleinbach.example")


def owner(cast):
    from handsel.identity.actor import Actor  # noqa: PLC0415 - for this story only

    return Actor(user_id=None, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)


def made(cast, count: int = 1, begin: int = 0) -> None:
    for number in range(begin, begin + count):
        make_api_key(name=f"Program {number}", reach=Reach(Role.READ_ONLY), by=owner(cast), at=now())


def page_of(client: Client, path: str = LOG, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def newest(cast, name: str) -> Event:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Event.objects.filter(seller_id=cast.kleinbach, name=name).latest("pk")


def test_an_owner_reads_what_happened_in_sentences(klara, cast):
    made(cast)

    page = page_of(klara)

    assert "The API key Program 0 was made." in page
    assert "Bakery" in page
    assert f'href="{LOG}"' in page_of(klara, "/console/")


@pytest.mark.parametrize("path", [LOG, f"{LOG}excel/"])
def test_nobody_else_reads_it(karl, ruth, path, cast):
    event = newest(cast, "account.added")

    for client in (karl, ruth):
        assert client.get(path).status_code == 403
        assert client.get(f"{LOG}{event.pk}/").status_code == 403
        assert client.post(f"{LOG}excel/").status_code == 403
        assert f'href="{LOG}"' not in page_of(client, "/console/")


def test_another_reseller_finds_nothing_of_it(sven, cast):
    event = newest(cast, "account.added")

    assert sven.get(f"{LOG}{event.pk}/").status_code == 404
    assert "Bakery" not in page_of(sven)


def test_the_address_narrows_it_and_is_shown_in_the_form(klara, cast):
    made(cast)

    page = page_of(klara, kind="access", who="Klara", way="")

    assert "Program 0 was made" in page
    assert 'value="access" selected' in page
    assert "Nothing that happened here meets all conditions." in page_of(klara, kind="exports")
    assert "Program 0 was made" not in page_of(klara, kind="orders")


def test_what_is_no_condition_is_told_beside_its_field(klara):
    page = page_of(klara, **{"from": "someday", "address": "nowhere", "account": "x", "way": "air"})

    for said in ("Enter a day such as", "Enter a full IP address.", "Enter the number of an account"):
        assert said in page


def test_a_text_tells_how_far_back_it_looked(klara):
    assert "in the last 90 days" in page_of(klara, q="Bakery")
    assert "in the last 90 days" not in page_of(klara, **{"q": "Bakery", "from": "2020-01-01"})


def test_one_event_is_shown_with_all_that_is_kept(klara, cast):
    made(cast)
    event = newest(cast, "api_key.made")

    page = page_of(klara, f"{LOG}{event.pk}/")

    assert "As it is kept" in page
    assert "read_only" in page
    assert "api_key.made" in page
    assert f"{LOG}?kind=api_key.made" in page


def test_changes_are_shown_before_and_after(klara, cast):
    from handsel.identity.keys import change_api_key  # noqa: PLC0415 - for this story only

    key, _ = make_api_key(name="Program", reach=Reach(Role.READ_ONLY), by=owner(cast), at=NOON)
    change_api_key(key_id=key.pk, reach=Reach(Role.FINANCE, networks=["203.0.113.7"]), by=owner(cast), at=now())

    page = page_of(klara, f"{LOG}{newest(cast, 'api_key.changed').pk}/")

    assert "What was changed" in page
    assert "203.0.113.7" in page
    assert "Finance" in page


def test_pages_lead_on_and_back(klara, cast):
    made(cast, 60)
    first = klara.get(LOG)
    older = klara.get(LOG, {"after": first.context["page"].older})

    assert first.context["page"].newer is None
    assert older.context["page"].newer
    back = klara.get(LOG, {"before": older.context["page"].newer})
    assert [line.event.pk for line in back.context["lines"]] == [line.event.pk for line in first.context["lines"]]


def test_the_log_needs_the_same_queries_however_long_it_is(klara, cast):
    made(cast)
    short = queries_of(klara, LOG)

    made(cast, 5, begin=1)

    assert queries_of(klara, LOG) == short


def sheet(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_excel_file_has_the_rows_as_narrowed_and_is_itself_recorded(klara, cast):
    made(cast, 3)

    led = klara.post(f"{LOG}excel/?kind=api_key.made")
    answer = klara.get(led["Location"])

    rows = sheet(b"".join(answer.streaming_content))
    assert rows[0][:3] == ["Date", "Event", "Who"]
    assert [row[1] for row in rows[1:]] == ["api_key.made"] * 3
    told = newest(cast, "export.made")
    assert told.data == {"what": "audit", "narrowed": {"kind": "api_key.made"}, "rows": 3}
    assert told.actor_name == "Klara Kleinbach"
    assert told.way == "console"
    assert "3 rows were exported: audit log." in page_of(klara)


def test_a_long_log_is_made_by_a_task(klara, karl, cast, monkeypatch):
    monkeypatch.setattr(audit_file, "SHORT", 2)
    made(cast, 5)
    path = f"{LOG}excel/?kind=api_key.made"

    assert "made in the background" in page_of(klara, path)
    led = klara.post(path, headers=HTMX)

    with transaction.atomic(), scoped(cast.karl.scope):
        task = Task.objects.latest("pk")
    assert led["HX-Redirect"] == f"/console/tasks/{task.pk}/"
    assert task.params == {"kind": "api_key.made"}
    assert "Audit log as Excel file" in page_of(klara, "/console/tasks/")


def test_an_excel_file_of_customers_is_recorded_with_its_filter(karl, cast):
    karl.get("/console/customers/excel/", {"q": "Bakery"})

    told = newest(cast, "export.made")
    assert (told.data["what"], told.data["rows"], told.actor_name) == ("customers", 1, "Karl Kaufmann")
    assert ["q", "Bakery"] in told.data["narrowed"]["search"]


def test_a_key_shows_what_was_done_to_it(klara, cast):
    made(cast)
    event = newest(cast, "api_key.made")
    revoke_api_key(key_id=event.subject_id, by=owner(cast), at=now())

    assert "The API key Program 0 was revoked." in page_of(klara, f"/console/api-keys/{event.subject_id}/")
