"""Change many accounts at once over the API, and follow long work (ACC-8, ACC-9, API-1)."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from handsel.identity.models import ApiKey
from handsel.identity.roles import Role
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.tasks.models import Task
from tests.api.calling import program
from tests.bulk.many import customers, now_are, work

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-8", "ACC-9", "API-1")]


def test_named_accounts_are_tagged_and_the_task_followed(kleinbach, cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    body = {"action": "tag", "params": {"names": ["Priority"]}, "numbers": [alfa.number, bravo.number]}

    started = kleinbach.post("/bulk", body)
    assert started.status_code == 202, started.content
    task = started.json()
    assert (task["state"], task["total"], task["action"]) == ("queued", 2, "tag")
    work(clock.now())

    task = kleinbach.get(f"/tasks/{task['id']}").json()
    assert (task["state"], task["done"], task["skipped"], task["can_undo"]) == ("done", 2, 0, True)
    assert [found["id"] for found in kleinbach.get("/tasks", kind="bulk", state="done").json()["items"]] == [task["id"]]


def test_all_that_meet_a_filter_but_some_are_archived_and_taken_back(kleinbach, cast):
    alfa, bravo, charlie = accounts = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])
    body = {"action": "archive", "filter": {"q": "example.com"}, "excluded": [bravo.number], "count": 3}

    task = kleinbach.post("/bulk", body | {"kind": "customer"}).json()
    work(clock.now())
    assert now_are(cast.karl, accounts, "is_listed") == [False, True, False]
    assert task["expected"] == 3

    undo = kleinbach.post(f"/tasks/{task['id']}/undo")
    assert undo.status_code == 202
    work(clock.now())
    assert now_are(cast.karl, accounts, "is_listed") == [True, True, True]
    task = kleinbach.get(f"/tasks/{task['id']}").json()
    assert (task["undone_by"], task["can_undo"]) == (undo.json()["id"], False)
    assert kleinbach.get(f"/tasks/{undo.json()['id']}").json()["undoes"] == task["id"]
    assert (alfa.name, charlie.name) == ("Alfa", "Charlie")


def test_why_accounts_were_left_as_they_were(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    task = kleinbach.post("/bulk", {"action": "unarchive", "numbers": [alfa.number]}).json()
    work(clock.now())

    (skip,) = kleinbach.get(f"/tasks/{task['id']}/skipped").json()["items"]

    assert skip["reason"] == "Alfa is not archived."
    assert skip["account"]["number"] == alfa.number


def test_the_same_call_with_the_same_key_starts_once(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    body = {"action": "archive", "numbers": [alfa.number]}

    first, again = (kleinbach.post("/bulk", body, key="once") for _ in range(2))

    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"action": "archive"}, "/numbers"),
        ({"action": "archive", "numbers": [1001], "filter": {}}, "/numbers"),
        ({"action": "explode", "filter": {}}, "/action"),
        ({"action": "tag", "filter": {}}, "/names"),
        ({"action": "suspend", "params": {"reason": "x", "until": "soon"}, "filter": {}}, "/until"),
        ({"action": "archive", "numbers": list(range(1, 1_002))}, "/numbers"),
        ({"action": "archive", "numbers": [0]}, "/numbers/0"),
        ({"action": "archive", "filter": {}, "kind": "operator"}, "/kind"),
    ],
)
def test_what_is_wrong_is_told_where(kleinbach, body, pointer):
    answer = kleinbach.post("/bulk", body)

    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action": "archive", "numbers": [99_999]}, "unknown_accounts"),
        ({"action": "archive", "numbers": []}, "nobody_selected"),
        ({"action": "archive", "filter": {"q": "nobody at all"}}, "nobody_selected"),
        ({"action": "archive", "filter": {"shoe.is": "44"}}, "search_not_readable"),
        ({"action": "archive", "filter": {"segment": "99"}, "kind": "customer"}, "search_not_readable"),
    ],
)
def test_nothing_is_done_where_it_is_not_clear_to_whom(kleinbach, body, code):
    answer = kleinbach.post("/bulk", body)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    "asked",
    [
        {"country": "CA"},
        {"country.is": "CA", "archived": "yes"},
        {"segment": ""},
        {"tag.is_not": []},
        {"joined.after": []},
        {"orders_total.in_days": "90"},
        {"q": []},
        {"balance.over": "1e999999"},
    ],
)
def test_a_filter_that_a_list_would_pass_over_changes_nobody(kleinbach, asked):
    answer = kleinbach.post("/bulk", {"action": "delete", "filter": asked})

    assert (answer.status_code, answer.json()["code"]) == (409, "search_not_readable")
    assert kleinbach.get("/tasks").json()["items"] == []


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("manager", {"manager": [1]}),
        ("manager", {"manager": True}),
        ("price_list", {"price_list": {}}),
        ("tag", {"names": [["x"]]}),
        ("tag", {"names": {"x": 1}}),
        ("suspend", {"reason": "x", "until": "9999-12-31T23:59:59-23:00"}),
    ],
)
def test_odd_parameters_of_an_action_are_told(kleinbach, action, params):
    answer = kleinbach.post("/bulk", {"action": action, "params": params, "filter": {}})

    assert answer.status_code == 422, answer.content
    assert len(answer.json()["errors"]) == 1


@pytest.mark.covers("USR-8")
def test_what_a_program_asked_for_is_not_done_any_more_when_its_key_is_revoked(kleinbach, cast):
    (alfa,) = accounts = customers(cast.karl, ["Alfa"])
    kleinbach.post("/bulk", {"action": "archive", "numbers": [alfa.number]})
    with transaction.atomic(), scoped(cast.karl.scope):
        ApiKey.objects.update(revoked_at=clock.now())

    work(clock.now())

    assert now_are(cast.karl, accounts, "is_listed") == [True]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Task.objects.get().state == "failed"


def test_a_task_is_stopped(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    task = kleinbach.post("/bulk", {"action": "archive", "numbers": [alfa.number]}).json()

    stopped = kleinbach.post(f"/tasks/{task['id']}/cancellation")

    assert (stopped.status_code, stopped.json()["state"]) == (200, "canceled")
    assert kleinbach.post(f"/tasks/{task['id']}/undo").json()["code"] == "task_not_undoable"


@pytest.mark.covers("ACC-13")
def test_a_file_is_downloaded_until_it_expires(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    task = kleinbach.post("/bulk", {"action": "archive", "numbers": [alfa.number]}).json()
    path = f"/tasks/{task['id']}/file"
    assert (kleinbach.get(path).status_code, kleinbach.get(path).json()["code"]) == (404, "file_gone")
    name = default_storage.save("exports/api.xlsx", ContentFile(b"PK cells"))
    with transaction.atomic(), scoped(cast.karl.scope):
        expires = clock.now() + timedelta(hours=1)
        Task.objects.filter(pk=task["id"]).update(file=name, file_name="Customers.xlsx", expires_at=expires)

    answer = kleinbach.get(path)

    assert b"".join(answer.streaming_content) == b"PK cells"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Customers.xlsx"'
    assert kleinbach.get(f"/tasks/{task['id']}").json()["file"]["name"] == "Customers.xlsx"
    default_storage.delete(name)


def test_readers_change_stop_and_undo_nothing(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    reader = program(cast.karl, "kleinbach", Role.READ_ONLY)
    task = kleinbach.post("/bulk", {"action": "archive", "numbers": [alfa.number]}).json()

    assert reader.post("/bulk", {"action": "archive", "numbers": [alfa.number]}).status_code == 403
    assert reader.post(f"/tasks/{task['id']}/cancellation").status_code == 403
    work(clock.now())
    assert reader.post(f"/tasks/{task['id']}/undo").status_code == 403
    assert reader.get(f"/tasks/{task['id']}").json()["can_undo"] is False


@pytest.mark.covers("OPS-3")
def test_tasks_of_another_seller_are_not_found(kleinbach, cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    task = kleinbach.post("/bulk", {"action": "archive", "numbers": [alfa.number]}).json()
    stranger = program(cast.sven, "suedwind")

    for method, path in (
        ("GET", ""),
        ("GET", "/skipped"),
        ("GET", "/file"),
        ("POST", "/undo"),
        ("POST", "/cancellation"),
    ):
        theirs, nobodys = (stranger.send(method, f"/tasks/{pk}{path}") for pk in (task["id"], 999_999))
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
    assert stranger.get("/tasks").json()["items"] == []
