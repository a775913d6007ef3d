"""Something is done to many accounts: in batches, each account once, with a reason for whom it was not (ACC-6)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.bin import delete_account, purge_account
from handsel.accounts.suspending import lift_suspension, suspend_account
from handsel.bulk.audience import Audience, UnknownAccounts
from handsel.bulk.starting import NobodySelected, start_bulk
from handsel.bulk.undoing import NotUndone, undo_bulk
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.tasks.asking import cancel_task
from handsel.tasks.models import State, Task
from tests.bulk.many import ask, customers, in_batches_of, look, now_are, reasons, work
from tests.cast import NOON

LATER = NOON + timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-6")]


def test_all_that_were_chosen_are_suspended_and_nobody_else(cast):
    alfa, bravo, charlie = customers(cast.karl, ["Alfa", "Bravo", "Charlie"])

    task = ask("suspend", [alfa, charlie], cast.karl, reason="Invoices unpaid")
    work()

    assert now_are(cast.karl, [alfa, bravo, charlie], "status") == ["suspended", "active", "suspended"]
    task = look(cast.karl, task)
    assert (task.state, task.total, task.done_count, task.skipped_count) == (State.DONE, 2, 2, 0)


def test_whoever_was_suspended_before_is_skipped_with_the_reason(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    suspend_account(account_id=alfa.pk, reason="Fraud", by=cast.karl, at=NOON)

    task = ask("suspend", [alfa, bravo], cast.karl, reason="Invoices unpaid")
    work()

    assert reasons(cast.karl, task) == ["Alfa is suspended already."]
    assert now_are(cast.karl, [alfa, bravo], "status_reason") == ["Fraud", "Invoices unpaid"]


def test_many_are_done_in_batches_and_each_once(cast, monkeypatch):
    in_batches_of(monkeypatch, 2)
    five = customers(cast.karl, ["Alfa", "Bravo", "Charlie", "Delta", "Echo"])

    task = ask("suspend", five, cast.karl, reason="Invoices unpaid")
    work()

    task = look(cast.karl, task)
    assert (task.state, task.done_count, task.position) == (State.DONE, 5, {"batch": 3})
    assert set(now_are(cast.karl, five, "status")) == {"suspended"}


def test_nothing_is_done_at_all_when_one_number_is_nobodys(cast):
    (alfa,) = customers(cast.karl, ["Alfa"])
    named = Audience(numbers=(alfa.number, 99_999))

    with pytest.raises(UnknownAccounts):
        start_bulk(action="suspend", params={"reason": "Unpaid"}, audience=named, by=cast.karl, at=NOON)

    work()
    assert now_are(cast.karl, [alfa], "status") == ["active"]


def test_a_number_of_a_customer_of_a_child_is_nobodys(cast):
    numbers = [account.number for account in customers(cast.karl, ["Alfa", "Bravo", "Charlie"])]

    with pytest.raises(UnknownAccounts):
        start_bulk(action="suspend", params={"reason": "x"}, audience=Audience(tuple(numbers)), by=cast.nora, at=NOON)


def test_undo_gives_back_what_was_before(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    suspend_account(account_id=bravo.pk, reason="Fraud", by=cast.karl, at=NOON)
    task = ask("lift", [alfa, bravo], cast.karl, LATER, reason="Paid")
    work(LATER)

    undo = undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)
    work(LATER)

    assert now_are(cast.karl, [alfa, bravo], "status", "status_reason") == [("active", ""), ("suspended", "Fraud")]
    undo = look(cast.karl, undo)
    assert (undo.state, undo.total, undo.done_count, undo.undoes_id) == (State.DONE, 1, 1, task.pk)


def test_undo_leaves_alone_what_somebody_changed_since_and_says_who(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    task = ask("suspend", [alfa, bravo], cast.karl, reason="Invoices unpaid")
    work()
    lift_suspension(account_id=alfa.pk, reason="Paid", by=cast.karl, at=LATER)
    suspend_account(account_id=alfa.pk, reason="Fraud", by=cast.karl, at=LATER)

    undo = undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)
    work(LATER)

    assert now_are(cast.karl, [alfa, bravo], "status") == ["suspended", "active"]
    assert reasons(cast.karl, undo) == ["Alfa was changed again since by Karl Kaufmann."]


def test_undone_once_is_undone(cast):
    task = ask("suspend", customers(cast.karl, ["Alfa"]), cast.karl, reason="Invoices unpaid")
    work()
    undo = undo_bulk(task_id=task.pk, by=cast.karl, at=NOON)
    work()

    for again in (task, undo):
        with pytest.raises(NotUndone):
            undo_bulk(task_id=again.pk, by=cast.karl, at=NOON)


def test_what_still_waits_is_canceled_not_undone(cast):
    alfa = customers(cast.karl, ["Alfa"])
    task = ask("suspend", alfa, cast.karl, reason="Invoices unpaid")

    with pytest.raises(NotUndone, match="cancel"):
        undo_bulk(task_id=task.pk, by=cast.karl, at=NOON)
    cancel_task(task_id=task.pk, by=cast.karl, at=NOON)
    work()

    assert now_are(cast.karl, alfa, "status") == ["active"]
    with pytest.raises(NotUndone, match="changed nothing"):
        undo_bulk(task_id=task.pk, by=cast.karl, at=NOON)


@pytest.mark.parametrize(
    ("action", "params", "wrong"),
    [
        ("suspend", {}, "reason"),
        ("suspend", {"reason": "x" * 501}, "reason"),
        ("suspend", {"reason": "x", "until": "soon"}, "until"),
        ("suspend", {"reason": "x", "until": "2026-01-01T00:00:00+00:00"}, "until"),
        ("explode", {}, "action"),
    ],
)
def test_what_is_wrong_is_told_before_anything_begins(cast, action, params, wrong):
    with pytest.raises(Invalid) as refused:
        ask(action, customers(cast.karl, ["Alfa"]), cast.karl, **params)

    assert list(refused.value.fields) == [wrong]


def test_readers_change_nobody(cast):
    with pytest.raises(Forbidden):
        ask("suspend", customers(cast.karl, ["Alfa"]), cast.ruth, reason="Invoices unpaid")


def test_nobody_is_nobody(cast):
    with pytest.raises(NobodySelected):
        ask("suspend", [], cast.karl, reason="Invoices unpaid")


def test_at_most_a_thousand_are_named(cast):
    with pytest.raises(Invalid, match="filter"):
        start_bulk(action="lift", params={"reason": "x"}, audience=Audience(tuple(range(1_001))), by=cast.karl, at=NOON)


def test_a_task_of_another_seller_is_not_found(cast):
    task = ask("suspend", customers(cast.karl, ["Alfa"]), cast.karl, reason="Invoices unpaid")

    with pytest.raises(Task.DoesNotExist):
        undo_bulk(task_id=task.pk, by=cast.nora, at=NOON)


def test_an_account_that_was_removed_for_good_meanwhile_is_left_out(cast):
    alfa, bravo = customers(cast.karl, ["Alfa", "Bravo"])
    bakery = Audience(numbers=(alfa.number, bravo.number))
    task = start_bulk(action="suspend", params={"reason": "Unpaid"}, audience=bakery, by=cast.karl, at=NOON)
    delete_account(account_id=alfa.pk, by=cast.karl, at=NOON - timedelta(days=31))
    purge_account(account_id=alfa.pk, by=cast.karl, at=NOON)

    work()

    task = look(cast.karl, task)
    assert (task.state, task.done_count, task.skipped_count) == (State.DONE, 1, 1)
    assert reasons(cast.karl, task) == []

    undo = undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)
    delete_account(account_id=bravo.pk, by=cast.karl, at=NOON - timedelta(days=31))
    purge_account(account_id=bravo.pk, by=cast.karl, at=NOON)
    work(LATER)
    assert look(cast.karl, undo).skipped_count == 1


def test_who_lost_the_right_meanwhile_changes_nobody_any_more(cast):
    alfa = customers(cast.karl, ["Alfa"])
    task = ask("suspend", alfa, cast.karl, reason="Invoices unpaid")
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.karl.user_id).update(role=Role.READ_ONLY)

    work()

    assert look(cast.karl, task).state == State.FAILED
    assert now_are(cast.karl, alfa, "status") == ["active"]
