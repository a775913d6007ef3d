"""Take back what was done to many accounts, where they still are as they were left (ACC-6 to ACC-9)."""

from collections.abc import Sequence
from datetime import datetime

from handsel.accounts.chosen import locked_accounts
from handsel.bulk.actions import ACTIONS, BATCH
from handsel.bulk.starting import KIND, present_among
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import YES, Conflict, Verdict
from handsel.tasks.asking import add_task
from handsel.tasks.models import Change, Task
from handsel.tasks.running import Progress, TaskKind
from handsel.timeline.models import Event

UNDO_KIND = "bulk_undo"
MOST_GROUPS = 200


class NotUndone(Conflict):
    """The task cannot be taken back: it still runs, changed nothing, or was taken back before."""

    code = "task_not_undoable"


def may_undo(by: Actor, task: Task) -> Verdict:
    """Whoever may do it may take it back, once, when it is over. Needs `task` with its `undone_by`."""
    if task.kind != KIND or ACTIONS[task.params["action"]].undo is None:
        return Verdict("This cannot be taken back.", NotUndone)
    if not (allowed := ACTIONS[task.params["action"]].rule(by)):
        return allowed
    if task.is_open:
        return Verdict("Wait until it is over, or cancel it first.", NotUndone)
    if hasattr(task, "undone_by"):
        return Verdict("It was taken back already.", NotUndone)
    if not task.done_count:
        return Verdict("It changed nothing.", NotUndone)
    return YES


@operation
def undo_bulk(*, task_id: int, by: Actor, at: datetime) -> Task:
    """Queue that what a task changed gets back what it had before; whatever was changed again since is left.

    Raises Task.DoesNotExist, Forbidden, NotUndone, TooManyTasks.
    """
    task = Task.objects.select_for_update().get(pk=task_id, seller_id=by.seller_id)
    may_undo(by, task).or_refuse()
    return add_task(UNDO_KIND, task.params, by=by, at=at, total=task.done_count, undoes=task)


def undo_batch(task: Task, by: Actor, at: datetime) -> Progress:
    """Give the next accounts back what they had before."""
    action = ACTIONS[task.params["action"]]
    if action.undo is None:
        raise NotUndone(f"{action.name} cannot be taken back")
    action.rule(by).or_refuse()
    groups, is_finished = _next_groups(task)
    ids = sorted(pk for group in groups for pk in group.account_ids)
    present = set(present_among(ids, by))
    # All at once and in one order, whatever the groups are: two tasks must not wait for each other.
    locked_accounts(sorted(present), by, standing=action.stops_orders)
    done = 0
    skipped: dict[int, str] = {}
    for group in groups:
        theirs = [pk for pk in group.account_ids if pk in present]
        changed_at = datetime.fromisoformat(group.before["at"])
        fates = action.undo(theirs, task.params["params"], changed_at=changed_at, by=by, at=at)
        done += len(fates.done)
        skipped |= fates.skipped
    return Progress(
        position={"change": groups[-1].pk if groups else 0},
        is_finished=is_finished,
        done=done,
        skipped=_with_names(skipped, action.events, by),
        gone=len(ids) - len(present),
    )


def _next_groups(task: Task) -> tuple[list[Change], bool]:
    """Return groups of changes with about a batch of accounts in all, and whether they are the last."""
    after = task.position.get("change", 0)
    rest = Change.objects.filter(seller_id=task.seller_id, task__undone_by=task, pk__gt=after).order_by("pk")
    waiting = list(rest[: MOST_GROUPS + 1])
    groups: list[Change] = []
    while waiting and len(groups) < MOST_GROUPS and sum(len(group.account_ids) for group in groups) < BATCH:
        groups.append(waiting.pop(0))
    return groups, not waiting


def _with_names(skipped: dict[int, str], events: Sequence[str], by: Actor) -> dict[int, str]:
    """Say beside each reason who changed the same of the account last."""
    names = _last_authors(list(skipped), events, by)
    return {pk: f"{why.rstrip('.')} by {names[pk]}." if pk in names else why for pk, why in skipped.items()}


def _last_authors(ids: Sequence[int], events: Sequence[str], by: Actor) -> dict[int, str]:
    if not ids:
        return {}
    found = Event.objects.filter(seller_id=by.seller_id, account_id__in=ids, name__in=events)
    latest = found.order_by("account_id", "-pk").distinct("account_id")
    return dict(latest.values_list("account_id", "actor_name"))


BULK_UNDO = TaskKind(UNDO_KIND, batch=undo_batch)
