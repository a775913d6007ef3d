"""The audit log over the API: the same conditions, a cursor, an Excel file (OPS-2)."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from handsel.api import limits
from handsel.identity.roles import Role
from tests.api.calling import Program
from tests.api.test_scopes import key

pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-2")]


@pytest.fixture
def auditor(cast) -> Program:
    return key(cast, "audit:read", "tasks:read", name="Auditor")


def test_the_log_is_read_page_by_page(auditor):
    first = auditor.get("/audit", size=2).json()
    address, _, query = first["next"].partition("?")
    second = auditor.get(address.removeprefix("/api/v1") + "?" + query).json()

    assert len(first["items"]) == len(second["items"]) == 2
    assert first["items"][0]["name"] == "api_key.made"
    ids = [item["id"] for page in (first, second) for item in page["items"]]
    assert ids == sorted(ids, reverse=True)
    limits.calls.forget()
    assert auditor.get(f"/audit/{ids[0]}").json() == first["items"][0]


def test_it_is_narrowed_as_on_the_screen(auditor, bakery):
    def names(**conditions) -> set[str]:
        return {item["name"] for item in auditor.get("/audit", **conditions).json()["items"]}

    assert names(kind="access") >= {"api_key.made"}
    assert names(kind="api_key.made", who="Klara") == {"api_key.made"}
    assert names(kind="money", until="2000-01-01") == set()
    assert all(item["account"]["number"] == bakery for item in auditor.get("/audit", account=bakery).json()["items"])
    assert auditor.get("/audit", account=bakery).json()["items"]
    assert names(account=999_999) == set()


@pytest.mark.parametrize(
    "condition", [{"from": "someday"}, {"address": "nowhere"}, {"account": 0}, {"way": "air"}, {"size": 0}, {"q": "\0"}]
)
def test_what_is_no_condition_is_refused(auditor, condition):
    refused = auditor.get("/audit", **condition)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


def test_only_an_owners_key_with_the_scope_reads_it(kleinbach, cast, suedwind, auditor):
    assert kleinbach.get("/audit").json()["code"] == "scope_missing"
    manager = key(cast, "audit:read", name="Manager", role=Role.MANAGER)
    for path in ("/audit", "/audit/1", "/audit/export"):
        refused = manager.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert manager.post("/audit/export").json()["code"] == "forbidden"
    assert auditor.get("/audit/999999").status_code == 404


def test_the_log_is_exported_and_that_is_recorded(auditor):
    answer = auditor.get("/audit/export", kind="api_key.made")

    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[1:]} == {"api_key.made"}
    [told] = auditor.get("/audit", kind="exports").json()["items"]
    assert (told["data"]["what"], told["data"]["rows"], told["by"]) == ("audit", len(rows) - 1, "Auditor (API)")


def test_a_long_export_is_a_task(auditor):
    answer = auditor.post("/audit/export?kind=access", key="a-long-one")

    assert answer.status_code == 202
    assert answer.json()["kind"] == "audit_file"
