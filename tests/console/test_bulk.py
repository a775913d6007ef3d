"""One thing done to many accounts from a list: confirmed in words, followed in the dialog (ACC-6 to ACC-9)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.models import Account
from handsel.bulk.actions import ACTIONS
from handsel.console.bulk_words import WORDS
from handsel.console.forms.bulk import FORMS
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.reports.lists import ListWanted
from handsel.tasks.models import Task
from tests.bulk.many import ask, customers, now_are, work
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-9")]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://kleinbach.localhost/console/customers/?q=x"}


def latest(cast) -> Task:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Task.objects.latest("pk")


def bar(action: str, accounts: list[Account], **more: object) -> dict[str, object]:
    """Return what the bulk bar sends for accounts chosen on the page."""
    numbers = [account.number for account in accounts]
    return {"action": action, "list": "customers", "numbers": numbers, "count": len(numbers), **more}


def test_every_action_has_words_and_a_form():
    assert set(WORDS) == set(FORMS) == set(ACTIONS)


def test_the_dialog_says_what_will_happen_to_how_many(karl: Client, cast):
    page = karl.post("/console/bulk/", bar("archive", customers(cast.karl, ["Alfa", "Bravo"])), headers=HTMX)

    assert page.status_code == 200
    assert "2 customers will be archived." in page.content.decode()
    assert "Those with services that run stay." in page.content.decode()


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_each_action_asks_before_it_does_anything(karl: Client, cast, action):
    alfa = customers(cast.karl, ["Alfa"])

    assert karl.post("/console/bulk/", bar(action, alfa)).status_code == 200

    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Task.objects.exists()


def test_what_was_confirmed_is_done_and_followed_in_the_dialog(karl: Client, cast):
    alfa, _bravo = accounts = customers(cast.karl, ["Alfa", "Bravo"])
    ask("tag", [alfa], cast.karl, names=["North"])
    work()

    sent = bar("tag", accounts, confirmed="1", known=["North"], names="Priority, East ,")
    started = karl.post("/console/bulk/", sent, headers=HTMX)

    assert started.headers["HX-Retarget"] == "#dialogs"
    task = latest(cast)
    assert task.params["params"] == {"names": ["North", "Priority", "East"]}
    running = karl.get(f"/console/tasks/{task.pk}/?in=dialog", headers=HTMX)
    assert "every 1s" in running.content.decode()
    assert "HX-Trigger" not in running.headers

    work(clock.now())
    over = karl.get(f"/console/tasks/{task.pk}/?in=dialog", headers=HTMX)
    assert "every 1s" not in over.content.decode()
    assert "2 tagged" in over.content.decode()
    assert "/console/customers/?q=x" in over.content.decode()
    assert over.headers["HX-Trigger"] == "accounts-changed"


def test_the_list_behind_the_dialog_is_made_anew_when_the_work_is_over(karl: Client):
    assert 'hx-trigger="accounts-changed from:body"' in karl.get("/console/customers/").content.decode()


def test_without_scripts_the_page_of_the_task_follows(karl: Client, cast):
    answer = karl.post("/console/bulk/", bar("archive", customers(cast.karl, ["Alfa"]), confirmed="1"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/console/tasks/{latest(cast).pk}/"


def test_all_that_match_but_some(karl: Client, cast):
    alfa, bravo, charlie = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])
    everybody = {"action": "archive", "list": "customers", "all": "1", "q": "example.com", "excluded": [bravo.number]}

    page = karl.post("/console/bulk/", everybody | {"count": "5"}, headers=HTMX).content.decode()
    assert "2 customers will be archived." in page
    assert "The list showed 5" in page
    karl.post("/console/bulk/", everybody | {"count": "2", "confirmed": "1"}, headers=HTMX)
    work(clock.now())

    assert now_are(cast.karl, [alfa, bravo, charlie], "is_listed") == [False, True, False]


def test_all_that_match_are_of_the_list_only(karl: Client, cast):
    everybody = {"action": "archive", "list": "resellers", "all": "1"}

    assert "0 sub-resellers" in karl.post("/console/bulk/", everybody, headers=HTMX).content.decode()


def test_what_is_wrong_stands_beside_its_field(karl: Client, cast):
    sent = bar("suspend", customers(cast.karl, ["Alfa"]), confirmed="1", until="2020-01-01", reason="Unpaid")

    page = karl.post("/console/bulk/", sent, headers=HTMX)

    assert page.status_code == 422
    assert "Choose a day that is still to come." in page.content.decode()


@pytest.mark.parametrize("number", ["99999", "0", "x", "99999999999999"])
def test_one_number_that_is_nobodys_stops_everything(karl: Client, cast, number):
    alfa = customers(cast.karl, ["Alfa"])
    sent = bar("archive", alfa) | {"numbers": [alfa[0].number, number]}

    for more in ({}, {"confirmed": "1"}):
        page = karl.post("/console/bulk/", sent | more, headers=HTMX)
        assert "One of these accounts does not exist; nothing was changed." in page.content.decode()
    assert now_are(cast.karl, alfa, "is_listed") == [True]


@pytest.mark.covers("ACC-13")
@pytest.mark.parametrize("chosen", ["numbers", "all"])
def test_the_chosen_ones_become_a_workbook(karl: Client, cast, chosen):
    alfa, bravo, charlie = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])
    some = {"numbers": [alfa.number, charlie.number]}
    but_one = {"all": "1", "q": "example.com", "excluded": [bravo.number]}

    started = karl.post("/console/bulk/", bar("export", []) | (some if chosen == "numbers" else but_one), headers=HTMX)
    assert started.status_code == 200

    task = latest(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        found = ListWanted.from_kept(task.params).found(cast.karl, NOON).order_by("name")
        assert [account.name for account in found] == ["Alfa", "Charlie"]
    with transaction.atomic(), scoped(cast.karl.scope):
        expires = clock.now() + timedelta(hours=1)
        Task.objects.update(state="done", due_at=None, ended_at=NOON, file="x", file_name="x.xlsx", expires_at=expires)
    over = karl.get(f"/console/tasks/{task.pk}/?in=dialog", headers=HTMX).content.decode()
    assert f"/console/tasks/{task.pk}/file/" in over


def test_an_export_of_nobody_or_of_a_number_that_is_nobodys_is_refused(karl: Client):
    for numbers in ([], [99_999]):
        sent = {"action": "export", "list": "customers", "numbers": numbers}
        assert karl.post("/console/bulk/", sent, headers=HTMX).status_code == 409


def test_an_action_that_is_none_is_not_found(karl: Client):
    assert karl.post("/console/bulk/", {"action": "explode"}).status_code == 404


def test_readers_are_refused(ruth: Client, cast):
    assert ruth.post("/console/bulk/", bar("archive", customers(cast.karl, ["Alfa"]))).status_code == 403


def test_a_suspension_ends_when_its_day_begins_at_the_portal(karl: Client, cast):
    alfa = customers(cast.karl, ["Alfa"])
    day = (clock.now() + timedelta(days=40)).date()

    karl.post("/console/bulk/", bar("suspend", alfa, confirmed="1", until=day.isoformat(), reason="Unpaid"))

    until = latest(cast).params["params"]["until"]
    assert until.startswith(f"{day}T00:00:00+")


@pytest.mark.parametrize("count", [1, 5])
def test_the_dialog_needs_the_same_queries_however_many_there_are(
    karl: Client, cast, count, django_assert_max_num_queries
):
    accounts = customers(cast.karl, [f"Customer{number}" for number in range(count)])

    with django_assert_max_num_queries(16):
        karl.post("/console/bulk/", bar("untag", accounts), headers=HTMX)


def test_tags_of_the_chosen_ones_are_offered_to_be_removed(karl: Client, cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    for account, name in ((alfa, "North"), (bravo, "South")):
        ask("tag", [account], cast.karl, names=[name])
    work(NOON)

    page = karl.post("/console/bulk/", bar("untag", [alfa]), headers=HTMX).content.decode()

    assert 'value="North"' in page
    assert 'value="South"' not in page
