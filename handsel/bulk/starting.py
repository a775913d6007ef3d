"""Do one thing to many accounts: asked for, and then done in batches that survive their worker (ACC-6 to ACC-9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handsel.accounts.fates import Fates
from handsel.accounts.models import Account
from handsel.bulk.actions import ACTIONS, Action
from handsel.bulk.audience import Audience, batches_of
from handsel.bulk.wanted import Params
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid
from handsel.tasks.asking import add_task
from handsel.tasks.keeping import keep_targets
from handsel.tasks.models import Task
from handsel.tasks.running import Progress, TaskKind

KIND = "bulk"


class NobodySelected(Conflict):
    """There is no account to do it to."""

    code = "nobody_selected"


@operation
def start_bulk(*, action: str, params: Params, audience: Audience, by: Actor, at: datetime) -> Task:
    """Queue an action on many accounts. Who they are is fixed now: whatever changes meanwhile, none is done twice.

    Its `result` says how many the person saw, where that differs from how many there are. Raises Forbidden, Invalid
    with what is wrong by parameter, UnknownAccounts when a number is nobody's, NobodySelected, TooManyTasks.
    """
    chosen = action_called(action)
    chosen.rule(by).or_refuse()
    kept = chosen.wanted(params, by, at)
    accounts = Account.objects.sold_to_by(by.seller_id)
    # Read before the first row is written, so that the transaction that writes stays short (W1).
    batches = batches_of(audience.within(accounts, by, at), chosen.batch)
    if not batches:
        raise NobodySelected("There is no account to do this to any more.")
    total = sum(count for count, _ids in batches)
    told: dict[str, Any] = {"action": action, "params": kept, "batches": len(batches)}
    if audience.count is not None and audience.count != total:
        told["seen"] = audience.count
    task = add_task(KIND, told, by=by, at=at, total=total)
    keep_targets(task, (ids for _count, ids in batches))
    return task


def action_called(name: str) -> Action:
    """Return the action called `name`. Raises Invalid, naming `action`."""
    if name not in ACTIONS:
        raise Invalid(fields={"action": f"Choose one of {', '.join(ACTIONS)}."})
    return ACTIONS[name]


def change_batch(task: Task, by: Actor, at: datetime) -> Progress:
    """Do the action to the next batch of accounts."""
    action = ACTIONS[task.params["action"]]
    action.rule(by).or_refuse()
    number = task.position.get("batch", 0)
    ids = task.targets.get(seller_id=task.seller_id, batch=number).account_ids
    fates, gone = _changed(action, ids, task.params["params"], by, at)
    changed_at = {"at": at.isoformat()}
    return Progress(
        position={"batch": number + 1},
        is_finished=number + 1 >= task.params["batches"],
        changed=dict.fromkeys(fates.done, changed_at),
        skipped=fates.skipped,
        gone=gone,
    )


def _changed(action: Action, ids: Sequence[int], params: Params, by: Actor, at: datetime) -> tuple[Fates, int]:
    """Do it to `ids`; return what became of them, and how many are not the asker's any more."""
    try:
        return action.change(ids, params, by, at), 0
    except Account.DoesNotExist:
        # Nothing is changed yet: a step looks first.
        present = present_among(ids, by)
        fates = action.change(present, params, by, at) if present else Fates()
        return fates, len(ids) - len(present)


def present_among(ids: Sequence[int], by: Actor) -> list[int]:
    """Return those of `ids` that are accounts of the asker's reseller now, in order."""
    found = Account.objects.sold_to_by(by.seller_id).filter(pk__in=ids).order_by("pk")
    return list(found.values_list("pk", flat=True))


BULK = TaskKind(KIND, batch=change_batch)
