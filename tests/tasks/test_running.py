"""Long work goes on batch by batch, exactly once, whatever happens to its worker (W2)."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.kernel.database import call_function
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Forbidden
from handsel.tasks.asking import TooManyTasks, add_task, cancel_task
from handsel.tasks.models import State, Task
from handsel.tasks.running import LEASE, Canceled, Outcome, Progress, TaskKind, advance, run_next

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-13")]


@operation
def ask(*, kind: str, by: Actor, at: datetime) -> Task:
    """Queue. Raises nothing."""
    return add_task(kind, {}, by=by, at=at)


def count_to(limit: int) -> TaskKind:
    """Work of `limit` batches that changes nothing but its position."""

    def batch(task: Task, by: Actor, at: datetime) -> Progress:
        number = task.position.get("number", 0) + 1
        return Progress(position={"number": number}, done=1, total=limit, is_finished=number == limit)

    return TaskKind("count", batch=batch)


def look(by: Actor, task: Task) -> Task:
    with transaction.atomic(), scoped(by.scope):
        return Task.objects.get(pk=task.pk)


def test_work_goes_on_until_it_is_finished(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)

    while run_next({"count": count_to(3)}, at=NOON):
        pass

    task = look(cast.karl, task)
    assert (task.state, task.done_count, task.position, task.percent) == (State.DONE, 3, {"number": 3}, 100)


def test_work_of_a_dead_worker_is_taken_up_where_it_stood(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)
    died = []

    def dies_in_second_batch(task: Task, by: Actor, at: datetime) -> Progress:
        if task.position and not died:
            died.append(1)
            raise KeyboardInterrupt
        return count_to(3).batch(task, by, at)

    with pytest.raises(KeyboardInterrupt):
        run_next({"count": TaskKind("count", batch=dies_in_second_batch)}, at=NOON)

    assert run_next({"count": count_to(3)}, at=NOON) == 0
    assert run_next({"count": count_to(3)}, at=NOON + LEASE) == 1
    assert (look(cast.karl, task).state, look(cast.karl, task).done_count) == (State.DONE, 3)


def test_a_worker_that_lost_its_lease_changes_nothing(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)
    run_next({"count": TaskKind("count", batch=lambda *_: Progress(position={"number": 1}))}, at=NOON)
    stale = look(cast.karl, task).attempts - 1

    with pytest.raises(Canceled):
        advance(kind=count_to(3), task_id=task.pk, attempt=stale, is_last=True, by=cast.karl, at=NOON)

    assert look(cast.karl, task).position == {"number": 1}


def test_canceled_work_stops_where_it_is(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)

    cancel_task(task_id=task.pk, by=cast.karl, at=NOON)

    assert run_next({"count": count_to(3)}, at=NOON) == 0
    assert look(cast.karl, task).state == State.CANCELED


def test_a_refusal_ends_the_work_with_its_words(cast):
    task = ask(kind="no", by=cast.karl, at=NOON)

    def refuse(*_: object) -> Progress:
        raise Conflict("The list is gone.")

    run_next({"no": TaskKind("no", batch=refuse)}, at=NOON)

    assert (look(cast.karl, task).state, look(cast.karl, task).error) == (State.FAILED, "The list is gone.")


def test_a_fault_is_tried_three_times(cast):
    task = ask(kind="bad", by=cast.karl, at=NOON)

    def fail(*_: object) -> Progress:
        raise ZeroDivisionError

    kinds = {"bad": TaskKind("bad", batch=fail)}
    ran = [run_next(kinds, at=NOON + timedelta(minutes=minute)) for minute in range(4)]

    assert ran == [1, 1, 1, 0]
    assert look(cast.karl, task).state == State.FAILED


def test_a_fault_of_a_worker_whose_lease_is_over_leaves_the_work_of_the_next_alone(cast):
    task = ask(kind="file", by=cast.karl, at=NOON)
    later = NOON + LEASE + timedelta(seconds=1)

    def fail_late(*_: object) -> Outcome:
        with transaction.atomic():
            call_function("tasks_claim", later, LEASE)  # by another worker
        raise ZeroDivisionError

    run_next({"file": TaskKind("file", whole=fail_late)}, at=NOON)

    task = look(cast.karl, task)
    assert (task.state, task.failures, task.due_at) == (State.RUNNING, 0, later + LEASE)


def test_work_runs_with_the_rights_that_its_asker_has_then(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        User.objects.filter(pk=cast.karl.user_id).update(deactivated_at=NOON)

    run_next({"count": count_to(3)}, at=NOON)

    assert look(cast.karl, task).state == State.FAILED
    assert "does not work here any more" in look(cast.karl, task).error


def test_what_was_changed_and_what_was_left_is_kept_by_account(cast):
    task = ask(kind="one", by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        other = Account.objects.sold_to_by(cast.kleinbach).exclude(pk=cast.bakery).values_list("pk", flat=True).first()
    skipped = {other: "It is archived."} if other else {}
    progress = Progress(changed={cast.bakery: {"status": "active"}}, skipped=skipped, is_finished=True)

    run_next({"one": TaskKind("one", batch=lambda *_: progress)}, at=NOON)

    with transaction.atomic(), scoped(cast.karl.scope):
        task = Task.objects.get(pk=task.pk)
        assert [(c.account_ids, c.before) for c in task.changes.all()] == [([cast.bakery], {"status": "active"})]
        assert task.done_count == 1


def test_work_in_one_piece_tells_how_far_it_is(cast):
    task = ask(kind="file", by=cast.karl, at=NOON)
    seen = []

    def write(task: Task, by: Actor, at: datetime, pulse) -> Outcome:
        pulse(50, 100)
        seen.append(look(by, task).percent)
        return Outcome(file="exports/x.xlsx", file_name="Customers.xlsx", result={"rows": 100})

    run_next({"file": TaskKind("file", whole=write)}, at=NOON)

    assert seen == [50]
    assert (look(cast.karl, task).state, look(cast.karl, task).file_name) == (State.DONE, "Customers.xlsx")


def test_storefront_users_ask_for_no_long_work(cast):
    with pytest.raises(Forbidden):
        ask(kind="count", by=cast.berta, at=NOON)


def test_twenty_open_tasks_are_enough(cast):
    for _ in range(20):
        ask(kind="count", by=cast.karl, at=NOON)

    with pytest.raises(TooManyTasks):
        ask(kind="count", by=cast.karl, at=NOON)


def test_a_colleague_who_only_reads_cancels_nobody_elses_work(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)

    with pytest.raises(Forbidden):
        cancel_task(task_id=task.pk, by=cast.ruth, at=NOON)


def test_another_sellers_task_is_not_found(cast):
    task = ask(kind="count", by=cast.karl, at=NOON)

    with pytest.raises(Task.DoesNotExist):
        cancel_task(task_id=task.pk, by=dataclasses.replace(cast.nora), at=NOON)
