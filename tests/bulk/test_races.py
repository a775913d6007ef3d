"""Two people at once do no harm: whatever one changed, the other is told of, account by account (ACC-6, ACC-9)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from handsel.accounts.suspending import lift_suspension
from handsel.accounts.tag_models import Tag, Tagging
from handsel.bulk.undoing import undo_bulk
from handsel.jobs.worker import run_tasks_once
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.tasks.models import State
from tests.bulk.many import ask, customers, in_batches_of, look, now_are, reasons, work
from tests.cast import NOON

LATER = NOON + timedelta(hours=1)
NAMES = [f"Customer{number:02}" for number in range(24)]
pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(deeds: list[Callable[[], object]]) -> list[str]:
    """Do all `deeds` at the same moment, each on a connection of its own; return the codes of those refused."""
    barrier = threading.Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> str:
        try:
            barrier.wait()
            deed()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(filter(None, pool.map(one, deeds)))


@pytest.mark.covers("ACC-6")
def test_two_who_suspend_the_same_accounts_suspend_each_once(cast, monkeypatch):
    in_batches_of(monkeypatch, 3)
    accounts = customers(cast.karl, NAMES)
    one = ask("suspend", accounts, cast.karl, NOON, reason="Unpaid")
    other = ask("suspend", accounts[::-1], cast.karl, NOON, reason="Fraud")

    at_once([lambda: work(LATER)] * 2)

    one, other = look(cast.karl, one), look(cast.karl, other)
    assert one.state == other.state == State.DONE
    assert one.done_count + other.done_count == len(NAMES)
    assert one.skipped_count + other.skipped_count == len(NAMES)
    assert len(reasons(cast.karl, one)) + len(reasons(cast.karl, other)) == len(NAMES)


@pytest.mark.covers("ACC-9")
def test_a_new_tag_that_two_put_on_at_once_is_one_tag(cast):
    accounts = customers(cast.karl, NAMES)
    tasks = [ask("tag", accounts, cast.karl, NOON, names=[name]) for name in ("Priority", "PRIORITY")]

    at_once([lambda: run_tasks_once(at=LATER)] * 2)
    work(LATER)

    assert sum(look(cast.karl, task).done_count for task in tasks) == len(NAMES)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert (Tag.objects.count(), Tagging.objects.count()) == (1, len(NAMES))


@pytest.mark.covers("ACC-6")
def test_who_lifts_a_suspension_meanwhile_is_not_overruled_by_the_undo(cast):
    accounts = customers(cast.karl, NAMES)
    task = ask("suspend", accounts, cast.karl, NOON, reason="Unpaid")
    work()
    undo = undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)

    def lift_some() -> None:
        for account in accounts[::3]:
            lift_suspension(account_id=account.pk, reason="Paid", by=cast.karl, at=LATER)

    at_once([lift_some, lambda: work(LATER)])

    assert set(now_are(cast.karl, accounts, "status")) == {"active"}
    undo = look(cast.karl, undo)
    assert undo.done_count + undo.skipped_count == len(NAMES)


@pytest.mark.covers("ACC-6")
def test_two_who_undo_at_once_undo_once(cast):
    task = ask("suspend", customers(cast.karl, NAMES), cast.karl, NOON, reason="Unpaid")
    work()

    refused = at_once([lambda: undo_bulk(task_id=task.pk, by=cast.karl, at=LATER)] * 2)

    assert refused == ["task_not_undoable"]


@pytest.mark.covers("ACC-6")
def test_tasks_over_the_same_accounts_in_another_order_do_not_wait_for_each_other(cast, monkeypatch):
    in_batches_of(monkeypatch, 4)
    accounts = customers(cast.karl, NAMES)
    tasks = [
        ask("manager", accounts, cast.karl, NOON, manager=cast.karl.user_id),
        ask("approval", accounts, cast.karl, NOON, required=False),
        ask("archive", accounts, cast.karl, NOON),
        ask("tag", accounts, cast.karl, NOON, names=["x"]),
    ]

    at_once([lambda: work(LATER)] * 4)

    assert [look(cast.karl, task).state for task in tasks] == [State.DONE] * 4
    assert [look(cast.karl, task).done_count for task in tasks] == [len(NAMES)] * 4
