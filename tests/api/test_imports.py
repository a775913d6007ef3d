"""Import a file over the API: send it, look at the dry run, import, take it back (ACC-22, API-1)."""

from base64 import b64encode

import pytest

from handsel.accounts.notes import add_note
from handsel.kernel.clock import now
from tests.accounts import importing_steps
from tests.accounts.importing_steps import FILE, carried_out, imported
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-22", "API-1")]


def body(content=FILE, kind="customer"):
    return {"kind": kind, "file_name": "customers.csv", "content": b64encode(content.encode()).decode()}


def work():
    importing_steps.work(now())


def test_a_file_is_sent_checked_imported_and_taken_back(kleinbach, cast):
    sent = kleinbach.post("/imports", body())
    assert sent.status_code == 201, sent.content
    at = f"/imports/{sent.json()['id']}"
    assert sent.json()["columns"][1] == {
        "name": "Company", "values": ["Café Élan", "Inn", "Bad"], "choice": "company_name",
    }  # fmt: skip

    assert kleinbach.post(f"{at}/check", {}).json()["state"] == "checking"
    work()
    found = kleinbach.get(at).json()
    assert (found["state"], found["counts"]) == ("checked", {"new": 3, "same": 1, "refused": 1})
    (refused,) = kleinbach.get(f"{at}/rows", fate="refused").json()["items"]
    assert (refused["row"], refused["account"]) == (6, None)
    assert refused["faults"][0]["reason"] == "Not a full e-mail address, such as name@example.com."

    assert kleinbach.post(f"{at}/run").json()["state"] == "running"
    work()
    assert kleinbach.get(at).json()["state"] == "done"
    numbers = [account.number for account in imported(cast.karl)]
    assert [row["account"] for row in kleinbach.get(f"{at}/rows", fate="new").json()["items"]] == numbers

    assert kleinbach.post(f"{at}/undo").json()["state"] == "undoing"
    work()
    assert imported(cast.karl) == []
    assert [one["state"] for one in kleinbach.get("/imports").json()["items"]] == ["undone"]


def test_columns_can_be_chosen(kleinbach):
    at = f"/imports/{kleinbach.post('/imports', body('A,B' + chr(10) + 'Inn,i@inn.example')).json()['id']}"

    wrong = kleinbach.post(f"{at}/check", {"choices": ["", "email"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    kleinbach.post(f"{at}/check", {"choices": ["company_name", "email"]})
    work()

    assert kleinbach.get(at).json()["counts"] == {"new": 1}


def test_the_same_call_sent_again_makes_one_import(kleinbach):
    first, second = (kleinbach.post("/imports", body(), key="once") for _ in range(2))

    assert first.json() == second.json()
    assert kleinbach.get("/imports").json()["total"] == 1


def test_what_is_no_table_is_refused_in_a_sentence(kleinbach):
    refused = kleinbach.post("/imports", body("%PDF-1.7"))

    assert (refused.status_code, refused.json()["code"]) == (422, "import_unreadable")
    assert "PDF" in refused.json()["detail"]


def test_an_import_that_was_touched_is_not_undone(kleinbach, cast):
    found = carried_out(cast.karl)
    add_note(account_id=imported(cast.karl)[0].pk, text="Called.", by=cast.karl, at=NOON)

    refused = kleinbach.post(f"/imports/{found.pk}/undo")

    assert (refused.status_code, refused.json()["code"]) == (409, "import_touched")
    assert "Café Élan" in refused.json()["detail"]


def test_a_file_is_thrown_away(kleinbach):
    at = f"/imports/{kleinbach.post('/imports', body()).json()['id']}"

    assert kleinbach.post(f"{at}/removal").json()["file_name"] == "customers.csv"

    assert kleinbach.get(at).status_code == 404


def test_an_import_of_a_sibling_is_not_found(suedwind, cast):
    found = carried_out(cast.karl)

    for rest in ("", "/rows"):
        assert suedwind.get(f"/imports/{found.pk}{rest}").status_code == 404
    for rest in ("/run", "/undo", "/removal"):
        assert suedwind.post(f"/imports/{found.pk}{rest}").status_code == 404
