"""Each thing that can be done to many accounts is done, told, and taken back (ACC-6 to ACC-9, MGR-1, CAT-2, ORD-4)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.archiving import archive_account, unarchive_account
from handsel.accounts.models import Account, Edge
from handsel.accounts.tag_models import Tag, Tagging
from handsel.accounts.tag_words import delete_tag
from handsel.bulk.actions import ACTIONS
from handsel.bulk.audience import Audience
from handsel.bulk.starting import start_bulk
from handsel.bulk.undoing import NotUndone, undo_bulk
from handsel.catalog.models import PriceList
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.orders.approval import set_approval
from handsel.segments.search import Search
from handsel.tasks.models import Task
from handsel.timeline.models import Event
from tests.bulk.many import ask, customers, look, now_are, reasons, work
from tests.cast import NOON

LATER, LATEST = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
pytestmark = pytest.mark.django_db


def tags(by: Actor, accounts: list[Account]) -> list[list[str]]:
    with transaction.atomic(), scoped(by.scope):
        rows = list(Tagging.objects.order_by("tag__name").values_list("account_id", "tag__name"))
        return [[name for pk, name in rows if pk == account.pk] for account in accounts]


def edges(by: Actor, accounts: list[Account], field: str) -> list[Any]:
    with transaction.atomic(), scoped(by.scope):
        return list(Edge.objects.filter(buyer__in=accounts).order_by("buyer_id").values_list(field, flat=True))


def undo(task: Task, by: Actor, at: datetime = LATEST) -> Task:
    done = undo_bulk(task_id=task.pk, by=by, at=at)
    work(at)
    return look(by, done)


@pytest.mark.covers("ACC-9")
def test_tags_are_put_on_and_only_those_that_were_new_are_taken_off_again(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    ask("tag", [alfa], cast.karl, names=["Priority"])
    work()

    task = ask("tag", [alfa, bravo], cast.karl, LATER, names=["priority", "North"])
    work(LATER)
    assert tags(cast.karl, [alfa, bravo]) == [["North", "Priority"], ["North", "Priority"]]

    assert undo(task, cast.karl).done_count == 2
    assert tags(cast.karl, [alfa, bravo]) == [["Priority"], []]


@pytest.mark.covers("ACC-9")
def test_tags_are_taken_off_and_put_on_again(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    ask("tag", [alfa], cast.karl, names=["Priority"])
    work()

    task = ask("untag", [alfa, bravo], cast.karl, LATER, names=["PRIORITY"])
    work(LATER)
    assert tags(cast.karl, [alfa, bravo]) == [[], []]
    assert reasons(cast.karl, task) == ["Bravo does not have this tag."]

    undo(task, cast.karl)
    assert tags(cast.karl, [alfa, bravo]) == [["Priority"], []]


@pytest.mark.covers("ACC-9")
def test_a_tag_that_was_deleted_since_does_not_come_back_by_an_undo(cast):
    accounts = customers(cast.karl, ["Alfa"])
    ask("tag", accounts, cast.karl, names=["Old"])
    work()
    task = ask("untag", accounts, cast.karl, LATER, names=["Old"])
    work(LATER)
    with transaction.atomic(), scoped(cast.karl.scope):
        old = Tag.objects.get(name="Old")
    delete_tag(tag_id=old.pk, by=cast.karl, at=LATER)

    assert undo(task, cast.karl).skipped_count == 1
    assert tags(cast.karl, accounts) == [[]]


@pytest.mark.covers("ACC-8")
def test_archived_ones_leave_a_search_without_others_being_left_out(cast):
    three = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])

    task = start_bulk(
        action="archive", params={}, audience=Audience(search=Search("example.com")), by=cast.karl, at=LATER
    )
    work(LATER)

    assert now_are(cast.karl, three, "is_listed") == [False, False, False]
    assert look(cast.karl, task).done_count == 3

    unarchive_account(account_id=three[0].pk, by=cast.karl, at=LATER)
    assert undo(task, cast.karl).skipped_count == 1
    assert now_are(cast.karl, three, "is_listed") == [True, True, True]


@pytest.mark.covers("ACC-8")
def test_unarchived_ones_go_back_into_the_archive(cast):
    accounts = customers(cast.karl, ["Alfa", "Bravo"])
    ask("archive", accounts[:1], cast.karl)
    work()

    task = ask("unarchive", accounts, cast.karl, LATER)
    work(LATER)
    assert reasons(cast.karl, task) == ["Bravo is not archived."]

    undo(task, cast.karl)
    assert now_are(cast.karl, accounts, "is_listed") == [False, True]


@pytest.mark.covers("ACC-8")
def test_who_was_archived_and_taken_out_again_since_is_not_archived_by_the_undo(cast):
    (alfa,) = accounts = customers(cast.karl, ["Alfa"])
    ask("archive", accounts, cast.karl)
    work()
    task = ask("unarchive", accounts, cast.karl, LATER)
    work(LATER)
    archive_account(account_id=alfa.pk, by=cast.karl, at=LATER + timedelta(minutes=1))
    unarchive_account(account_id=alfa.pk, by=cast.karl, at=LATER + timedelta(minutes=2))

    assert undo(task, cast.karl).skipped_count == 1
    assert now_are(cast.karl, accounts, "is_listed") == [True]


@pytest.mark.covers("ACC-7")
def test_those_that_traded_are_not_deleted_and_the_others_restored(cast):
    alfa = customers(cast.karl, ["Alfa"])
    with transaction.atomic(), scoped(cast.karl.scope):
        bakery = Account.objects.get(pk=cast.bakery)

    task = ask("delete", [bakery, *alfa], cast.karl, LATER)
    work(LATER)
    assert reasons(cast.karl, task) == ["Bakery Brandt has traded; archive it instead."]
    assert now_are(cast.karl, alfa, "deleted_at") == [LATER]

    undo(task, cast.karl)
    assert now_are(cast.karl, alfa, "deleted_at") == [None]


@pytest.mark.covers("ACC-7")
def test_those_in_the_bin_are_restored_for_good(cast):
    alfa = customers(cast.karl, ["Alfa"])
    ask("delete", alfa, cast.karl)
    work()

    task = ask("restore", alfa, cast.karl, LATER)
    work(LATER)

    assert now_are(cast.karl, alfa, "is_listed") == [True]
    with pytest.raises(NotUndone):
        undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)


@pytest.mark.covers("MGR-1")
def test_all_get_an_account_manager_and_each_their_former_one_back(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    ask("manager", [alfa], cast.karl, manager=cast.ruth.user_id)
    work()

    task = ask("manager", [alfa, bravo], cast.karl, LATER, manager=cast.karl.user_id)
    work(LATER)
    assert now_are(cast.karl, [alfa, bravo], "manager_id") == [cast.karl.user_id, cast.karl.user_id]
    assert look(cast.karl, task).params["params"]["manager_name"] == "Karl Kaufmann"

    undo(task, cast.karl)
    assert now_are(cast.karl, [alfa, bravo], "manager_id") == [cast.ruth.user_id, None]


@pytest.mark.covers("CAT-2")
def test_all_buy_from_a_price_list_and_from_their_former_one_again(cast):
    accounts = customers(cast.karl, ["Alfa", "Bravo"])
    with transaction.atomic(), scoped(cast.karl.scope):
        gold = PriceList.objects.create(seller_id=cast.kleinbach, name="Gold", markup_percent=10, version=1)

    task = ask("price_list", accounts, cast.karl, LATER, price_list=gold.pk)
    work(LATER)
    assert edges(cast.karl, accounts, "price_list_id") == [gold.pk, gold.pk]

    undo(task, cast.karl)
    assert edges(cast.karl, accounts, "price_list_id") == [None, None]


@pytest.mark.covers("ORD-4")
def test_approval_is_switched_for_all_and_back_but_for_whom_somebody_decided_since(cast):
    alfa, bravo = accounts = customers(cast.karl, ["Alfa", "Bravo"])

    task = ask("approval", accounts, cast.karl, LATER, required=False)
    work(LATER)
    assert edges(cast.karl, accounts, "approval_required") == [False, False]

    for required in (True, False):
        set_approval(account_id=alfa.pk, required=required, by=cast.karl, at=LATEST)
    undone = undo(task, cast.karl)
    assert edges(cast.karl, accounts, "approval_required") == [False, True]
    assert reasons(cast.karl, undone) == ["Alfa was changed again since by Karl Kaufmann."]
    assert bravo.name


@pytest.mark.covers("ACC-6")
def test_deactivated_ones_are_active_again(cast):
    accounts = customers(cast.karl, ["Alfa", "Bravo"])

    task = ask("deactivate", accounts, cast.karl, LATER, reason="Under review")
    work(LATER)
    assert now_are(cast.karl, accounts, "status") == ["inactive", "inactive"]

    undo(task, cast.karl)
    assert now_are(cast.karl, accounts, "status") == ["active", "active"]


@pytest.mark.covers("ACC-6")
def test_a_suspension_of_many_ends_when_it_was_said(cast):
    accounts = customers(cast.karl, ["Alfa", "Bravo"])

    ask("suspend", accounts, cast.karl, reason="Invoices unpaid", until=LATEST.isoformat())
    work()

    assert now_are(cast.karl, accounts, "status_until") == [LATEST, LATEST]


@pytest.mark.covers("ACC-16")
def test_each_account_has_a_line_on_its_timeline_that_says_who_and_from_where(cast):
    accounts = customers(cast.karl, ["Alfa", "Bravo"])

    ask("tag", accounts, cast.karl, LATER, names=["Priority"])
    work(LATER)

    with transaction.atomic(), scoped(cast.karl.scope):
        events = Event.objects.filter(name="account.tagged").order_by("account_id")
        assert [(e.account_id, e.actor_name, e.data) for e in events] == [
            (account.pk, "Karl Kaufmann", {"tags": ["Priority"]}) for account in accounts
        ]


@pytest.mark.covers("ACC-10")
def test_all_that_a_search_finds_but_some(cast):
    alfa, bravo, charlie = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])
    all_but_one = Audience(search=Search("example.com"), but=(bravo.number,), count=7)

    task = start_bulk(action="tag", params={"names": ["x"]}, audience=all_but_one, by=cast.karl, at=NOON)
    work()

    assert tags(cast.karl, [alfa, bravo, charlie]) == [["x"], [], ["x"]]
    assert (task.total, task.params["seen"]) == (2, 7)


@pytest.mark.parametrize(
    ("action", "params", "wrong"),
    [
        ("tag", {}, "names"),
        ("tag", {"names": "Priority"}, "names"),
        ("untag", {"names": ["x" * 51]}, "names"),
        ("manager", {}, "manager"),
        ("manager", {"manager": 999_999}, "manager"),
        ("price_list", {"price_list": 999_999}, "price_list"),
        ("approval", {"required": "on"}, "required"),
        ("archive", {"reason": "x" * 501}, "reason"),
        ("deactivate", {}, "reason"),
    ],
)
def test_what_is_wrong_is_told_by_parameter(cast, action, params, wrong):
    with pytest.raises(Invalid) as refused:
        ask(action, customers(cast.karl, ["Alfa"]), cast.karl, **params)

    assert list(refused.value.fields) == [wrong]


def test_every_action_has_a_name_of_its_own():
    assert all(name == action.name for name, action in ACTIONS.items())
