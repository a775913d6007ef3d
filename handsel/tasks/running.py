"""Do long work: each batch in a durable transaction with how far it came, so a killed worker loses nothing (W2)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction

from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Refusal
from handsel.tasks.asking import asker_of
from handsel.tasks.keeping import keep_changes, keep_skips
from handsel.tasks.models import State, Task

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
SLICE_SECONDS = 2.0
"""So long a worker stays with one task before it looks whether another has waited longer."""
TRIES = 3
PAUSE = timedelta(seconds=5)


@dataclass(frozen=True)
class Progress:
    """What one batch did: `changed` maps each account it changed to what it had before, `skipped` to why not.

    `done` is how many rows are over beside those, `gone` how many accounts are no longer there to be told of;
    `position` is where the next batch goes on. `result` is merged into the task's.
    """

    position: Mapping[str, Any] = field(default_factory=dict)
    is_finished: bool = False
    done: int = 0
    changed: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    skipped: Mapping[int, str] = field(default_factory=dict)
    gone: int = 0
    total: int | None = None
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What work done in one piece left behind: a file in the store under `file`, or nothing but its result.

    Files that lie beside it, named in the task's result under `files`, are removed with it.
    """

    file: str = ""
    file_name: str = ""
    expires_at: datetime | None = None
    result: Mapping[str, Any] = field(default_factory=dict)


class Canceled(Exception):
    """Somebody called the task off, or another worker has it now; stop and leave everything."""


Pulse = Callable[[int, int | None], None]
"""Tell how many rows are over, and of how many; call it every second or so. Raises Canceled."""


@dataclass(frozen=True)
class TaskKind:
    """A kind of long work, in batches or in one piece.

    `batch(task, by, at)` does one batch, under a second, in the transaction that the engine opened in the asker's
    scope. `whole(task, by, at, pulse)` does all of it in transactions of its own, and may be started again from the
    beginning.
    """

    name: str
    batch: Callable[[Task, Actor, datetime], Progress] | None = None
    whole: Callable[[Task, Actor, datetime, Pulse], Outcome] | None = None


def run_next(kinds: Mapping[str, TaskKind], *, at: datetime) -> int:
    """Take up the task that has waited longest, work on it for a slice, and return 1; 0 when none is due."""
    with transaction.atomic(durable=True):
        claimed = call_function("tasks_claim", at, LEASE)
    for row in claimed:
        _run(row["id"], system(row["seller_id"]), kinds, at)
    return len(claimed)


def _run(task_id: int, by: Actor, kinds: Mapping[str, TaskKind], at: datetime) -> None:
    with Reading(by.scope):
        task = Task.objects.get(seller_id=by.seller_id, pk=task_id)
    try:
        with Reading(by.scope):
            asker = asker_of(task)
        kind = kinds[task.kind]
        if kind.whole:
            _run_whole(kind, task, asker, at)
        else:
            _run_slice(kind, task, asker, at)
    except Canceled:
        pass
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all tasks alike; the lease brings this one back
    except Refusal as refusal:
        give_up(task_id=task_id, attempt=task.attempts, error=str(refusal), is_final=True, by=by, at=at)
    except Exception as error:
        # One poisonous task must not keep the others waiting.
        log.exception("task %s failed", task_id)
        told = f"{type(error).__name__}: {error}"
        give_up(task_id=task_id, attempt=task.attempts, error=told, is_final=False, by=by, at=at)


def _run_slice(kind: TaskKind, task: Task, asker: Actor, at: datetime) -> None:
    until = monotonic() + SLICE_SECONDS
    while not advance(kind=kind, task_id=task.pk, attempt=task.attempts, is_last=monotonic() > until, by=asker, at=at):
        pass


@operation
def advance(*, kind: TaskKind, task_id: int, attempt: int, is_last: bool, by: Actor, at: datetime) -> bool:
    """Do one batch and write how far it came; True when the task is over, or this was the slice's last batch.

    Raises Canceled, and whatever the kind refuses.
    """
    task = _leased(task_id, attempt, by)
    if kind.batch is None:
        raise TypeError(f"{kind.name} does not work in batches")
    progress = kind.batch(task, by, at)
    _keep(task, progress)
    if progress.is_finished:
        task.state, task.ended_at, task.due_at = State.DONE, at, None
    elif is_last:
        task.due_at = at
    task.save()
    return progress.is_finished or is_last


def _leased(task_id: int, attempt: int, by: Actor) -> Task:
    task = Task.objects.select_for_update().get(pk=task_id, seller_id=by.seller_id)
    if task.state != State.RUNNING or task.attempts != attempt:
        raise Canceled
    return task


def _keep(task: Task, progress: Progress) -> None:
    keep_skips(task, progress.skipped)
    keep_changes(task, progress.changed)
    task.done_count += progress.done + len(progress.changed)
    task.skipped_count += len(progress.skipped) + progress.gone
    task.position = dict(progress.position)
    task.result = {**task.result, **progress.result}
    task.total = task.total if progress.total is None else progress.total
    task.failures = 0


def _run_whole(kind: TaskKind, task: Task, asker: Actor, at: datetime) -> None:
    if kind.whole is None:
        raise TypeError(f"{kind.name} is not done in one piece")
    begun = monotonic()

    def pulse(done: int, total: int | None) -> None:
        now = at + timedelta(seconds=monotonic() - begun)
        note_progress(task_id=task.pk, attempt=task.attempts, done=done, total=total, by=asker, at=now)

    outcome = kind.whole(task, asker, at, pulse)
    finish(
        task_id=task.pk,
        attempt=task.attempts,
        outcome=outcome,
        by=asker,
        at=at + timedelta(seconds=monotonic() - begun),
    )


@operation
def note_progress(*, task_id: int, attempt: int, done: int, total: int | None, by: Actor, at: datetime) -> None:
    """Write how many rows are over and keep the lease. Raises Canceled."""
    task = _leased(task_id, attempt, by)
    task.done_count, task.total, task.due_at = done, total, at + LEASE
    task.save(update_fields=["done_count", "total", "due_at"])


@operation
def finish(*, task_id: int, attempt: int, outcome: Outcome, by: Actor, at: datetime) -> None:
    """Write that work done in one piece is over, and what it left behind. Raises Canceled."""
    task = _leased(task_id, attempt, by)
    task.state, task.ended_at, task.due_at = State.DONE, at, None
    task.file, task.file_name, task.expires_at = outcome.file, outcome.file_name, outcome.expires_at
    task.result = {**task.result, **outcome.result}
    task.save()


@operation
def give_up(*, task_id: int, attempt: int, error: str, is_final: bool, by: Actor, at: datetime) -> None:
    """Write that a batch failed: it is tried again later, three times in all; a refusal is final. Raises nothing.

    Whose lease is over says nothing any more: another worker has the task.
    """
    task = Task.objects.select_for_update().get(pk=task_id, seller_id=by.seller_id)
    if task.state != State.RUNNING or task.attempts != attempt:
        return
    task.failures += 1
    task.error = error
    if is_final or task.failures >= TRIES:
        task.state, task.ended_at, task.due_at = State.FAILED, at, None
    else:
        task.due_at = at + PAUSE * task.failures
    task.save(update_fields=["failures", "error", "state", "ended_at", "due_at"])


def remove_expired_files(*, at: datetime, limit: int = 20) -> int:
    """Remove files whose time is over from the store, and return how many were."""
    expired = call_function("tasks_expired", at, limit)
    for row in expired:
        forget_file(task_id=row["id"], by=system(row["seller_id"]), at=at)
    return len(expired)


@operation
def forget_file(*, task_id: int, by: Actor, at: datetime) -> None:  # noqa: ARG001 - every operation is told the time
    """Remove the file of a task and those beside it; its row stays. Raises Task.DoesNotExist."""
    task = Task.objects.select_for_update().get(pk=task_id, seller_id=by.seller_id)
    for kept in filter(None, (task.file, *task.result.get("files", ()))):
        default_storage.delete(kept)
    task.file, task.expires_at = "", None
    task.save(update_fields=["file", "expires_at"])
