"""Notes and address books over the API (ACC-15, ACC-16)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.calling import program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "ACC-15", "ACC-16")]

SHOP = {
    "roles": ["shipping", "billing"],
    "company_name": "Bakery Brandt",
    "address": "Torstraße 1",
    "city": "Berlin",
    "country": "DE",
    "postcode": "10119",
}


def written(kleinbach, bakery, text="Prefers calls.", **more):
    answer = kleinbach.post(f"/accounts/{bakery}/notes", {"text": text} | more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def added(kleinbach, bakery, **changes):
    answer = kleinbach.post(f"/accounts/{bakery}/addresses", SHOP | changes)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_note_is_written_read_changed_pinned_and_removed(kleinbach, bakery):
    note = written(kleinbach, bakery)
    assert (note["author_name"], note["account"]["number"]) == ("kleinbach owner (API)", bakery)

    path = f"/notes/{note['id']}"
    changed = kleinbach.send("PATCH", path, {"text": "Prefers mail.", "version": 1}).json()
    assert (changed["text"], changed["version"]) == ("Prefers mail.", 2)
    assert kleinbach.send("PUT", f"{path}/pin", {"is_pinned": True}).json()["is_pinned"]
    assert kleinbach.get(path).json()["is_pinned"]
    written(kleinbach, bakery, "Second.")
    assert [row["text"] for row in kleinbach.get(f"/accounts/{bakery}/notes").json()["items"]] == [
        "Prefers mail.", "Second.",
    ]  # fmt: skip

    assert kleinbach.post(f"{path}/removal").json()["id"] == note["id"]
    assert kleinbach.get(path).status_code == kleinbach.post(f"{path}/removal").status_code == 404


def test_a_change_of_what_was_changed_meanwhile_is_answered_with_both_values(kleinbach, bakery):
    note, address = written(kleinbach, bakery), added(kleinbach, bakery)
    kleinbach.send("PATCH", f"/notes/{note['id']}", {"text": "Theirs.", "version": 1})
    kleinbach.send("PATCH", f"/addresses/{address['id']}", {"phone": "+49 30 111111", "version": 1})

    refused = kleinbach.send("PATCH", f"/notes/{note['id']}", {"text": "Mine.", "version": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert refused.json()["current_version"] == 2
    assert refused.json()["errors"] == [
        {"pointer": "/text", "detail": "This was changed meanwhile.", "yours": "Mine.", "current": "Theirs."}
    ]
    refused = kleinbach.send("PATCH", f"/addresses/{address['id']}", {"phone": "+49 30 222222", "version": 1})
    assert refused.json()["errors"][0]["current"] == "+49 30 111111"


def test_an_address_is_added_changed_made_the_default_and_removed(kleinbach, bakery):
    first, second = added(kleinbach, bakery), added(kleinbach, bakery)
    assert (first["roles"], set(first["default_for"])) == (["billing", "shipping"], {"billing", "shipping"})

    path = f"/addresses/{second['id']}"
    changed = kleinbach.send("PATCH", path, {"city": "Potsdam", "postcode": "14467", "version": 1}).json()
    assert (changed["city"], changed["address"], changed["version"]) == ("Potsdam", "Torstraße 1", 2)
    assert kleinbach.send("PUT", f"{path}/default", {"role": "billing"}).json()["default_for"] == ["billing"]
    assert kleinbach.get(f"/addresses/{first['id']}").json()["default_for"] == ["shipping"]
    assert kleinbach.send("PUT", f"{path}/default", {"role": "site"}).json()["errors"][0]["pointer"] == "/role"

    assert kleinbach.post(f"{path}/removal").status_code == 200
    (left,) = kleinbach.get(f"/accounts/{bakery}/addresses").json()["items"]
    assert set(left["default_for"]) == {"billing", "shipping"}


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("notes", {"text": " "}, "/text"),
        ("notes", {"text": "x", "color": "red"}, "/color"),
        ("addresses", SHOP | {"roles": []}, "/roles"),
        ("addresses", SHOP | {"roles": ["castle"]}, "/roles/0"),
        ("addresses", SHOP | {"postcode": "1"}, "/postcode"),
    ],
)
def test_what_is_wrong_is_pointed_to(kleinbach, bakery, path, body, pointer):
    refused = kleinbach.post(f"/accounts/{bakery}/{path}", body)

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_the_same_key_does_the_same_once_even_for_a_removal(kleinbach, bakery):
    for path, body in (("notes", {"text": "x"}), ("addresses", SHOP)):
        first = kleinbach.post(f"/accounts/{bakery}/{path}", body, key=f"add-{path}")
        again = kleinbach.post(f"/accounts/{bakery}/{path}", body, key=f"add-{path}")
        assert first.content == again.content
        removal = f"/{path}/{first.json()['id']}/removal"
        gone, replayed = kleinbach.post(removal, key=f"go-{path}"), kleinbach.post(removal, key=f"go-{path}")
        assert (gone.status_code, gone.content) == (replayed.status_code, replayed.content) == (200, gone.content)


@pytest.mark.covers("OPS-3")
def test_what_is_a_siblings_is_not_found_byte_for_byte_like_what_is_not_there(kleinbach, suedwind, reading, bakery):
    note, address = written(kleinbach, bakery)["id"], added(kleinbach, bakery)["id"]
    calls = [
        ("GET", "/notes/{}", note, None),
        ("PATCH", "/notes/{}", note, {"text": "mine", "version": 1}),
        ("PUT", "/notes/{}/pin", note, {"is_pinned": True}),
        ("POST", "/notes/{}/removal", note, None),
        ("GET", "/addresses/{}", address, None),
        ("PATCH", "/addresses/{}", address, {"city": "Mine", "version": 1}),
        ("PUT", "/addresses/{}/default", address, {"role": "billing"}),
        ("POST", "/addresses/{}/removal", address, None),
    ]
    for method, path, pk, body in calls:
        foreign = suedwind.send(method, path.format(pk), body)
        for nowhere in (999_999, 10**30):
            missing = suedwind.send(method, path.format(nowhere), body)
            assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content), path
        assert foreign.status_code == 404
        if method != "GET":
            assert reading.send(method, path.format(pk), body).json()["code"] == "forbidden", path
    for path in ("notes", "addresses"):
        assert suedwind.get(f"/accounts/{bakery + 70}/{path}").status_code == 404
        assert reading.get(f"/accounts/{bakery}/{path}").json()["total"] == 1
    assert kleinbach.get(f"/notes/{note}").json()["text"] == "Prefers calls."


def test_a_parents_key_sees_neither_notes_nor_addresses_below_its_child(cast, kleinbach, bakery):
    note, address = written(kleinbach, bakery)["id"], added(kleinbach, bakery)["id"]
    nordlicht = program(cast.nora, "nordlicht")

    assert nordlicht.get(f"/notes/{note}").status_code == nordlicht.get(f"/addresses/{address}").status_code == 404


@pytest.mark.parametrize("path", ["notes", "addresses"])
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(kleinbach, bakery, path):
    def queries() -> int:
        kleinbach.get("/me")
        with CaptureQueriesContext(connection) as asked:
            assert kleinbach.get(f"/accounts/{bakery}/{path}").json()["total"] > 0
        return len(asked)

    add = written if path == "notes" else added
    add(kleinbach, bakery)
    before = queries()
    for _ in range(4):
        add(kleinbach, bakery)

    assert queries() == before


def test_the_timeline_is_narrowed_to_a_kind(kleinbach, bakery):
    written(kleinbach, bakery)

    told = kleinbach.get(f"/accounts/{bakery}/timeline", kind="notes").json()

    assert [event["name"] for event in told["items"]] == ["note.added"]
    assert kleinbach.get(f"/accounts/{bakery}/timeline").json()["total"] > 1
    assert kleinbach.get(f"/accounts/{bakery}/timeline", kind="robots").status_code == 422
