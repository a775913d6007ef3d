"""Ask for long work, and call it off (ACC-13, ACC-22)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests
from handsel.identity.key_use import key_called
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Forbidden
from handsel.tasks.models import OPEN, State, Task
from handsel.tasks.rules import may_cancel_task
from handsel.timeline.origin import Origin, Way

MOST_OPEN = 20
"""So many tasks of one seller may wait or run at once."""


class TooManyTasks(Conflict):
    """The seller has as much long work waiting as it may."""

    code = "too_many_tasks"


@step
def add_task(
    kind: str,
    params: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    total: int | None = None,
    undoes: Task | None = None,
) -> Task:
    """Queue work of `kind` for whoever asks; a worker takes it up.

    Raises Forbidden for storefront users and the system, NotForGuests, TooManyTasks while 20 of the seller's are open.
    """
    if by.role is None or by.buyer_id is not None:
        raise Forbidden("Only staff ask for long work.")
    if by.guest is not None:
        raise NotForGuests("Long work may go on after your visit. Ask somebody of the account to start it.")
    if Task.objects.filter(seller_id=by.seller_id).open().count() >= MOST_OPEN:
        raise TooManyTasks(f"{MOST_OPEN} tasks are waiting already. Wait until one is done, or cancel one.")
    return Task.objects.create(
        seller_id=by.seller_id,
        user_id=by.user_id,
        asker_name=by.name,
        role=by.role,
        way=by.origin.way,
        address=by.origin.address or None,
        kind=kind,
        params=dict(params),
        total=total,
        undoes=undoes,
        created_at=at,
        due_at=at,
    )


@operation
def cancel_task(*, task_id: int, by: Actor, at: datetime) -> Task:
    """Call off a task: what is done stays done, the rest is left. Of one that is over nothing changes.

    Raises Task.DoesNotExist, Forbidden for readers where somebody else asked for it.
    """
    task = Task.objects.select_for_update().get(pk=task_id, seller_id=by.seller_id)
    may_cancel_task(by, task).or_refuse()
    if task.state in OPEN:
        task.state, task.ended_at, task.due_at = State.CANCELED, at, None
        task.save(update_fields=["state", "ended_at", "due_at"])
    return task


def asker_of(task: Task) -> Actor:
    """Return for whom `task` runs, with the rights that they have now. Needs the seller's scope.

    Raises Forbidden where they have left the staff meanwhile, or the key of the program was revoked.
    """
    origin = Origin(task.way, task.address or "")
    if task.user_id is None:
        key = key_called(task.asker_name, seller_id=task.seller_id) if task.way == Way.API else None
        if task.way == Way.API and key is None:
            raise Forbidden(f"{task.asker_name} was revoked.")
        return Actor(None, task.asker_name, task.seller_id, Role(key.role if key else task.role), origin=origin)
    seat = Seat.objects.filter(
        seller_id=task.seller_id, user_id=task.user_id, buyer__isnull=True, user__deactivated_at__isnull=True
    ).first()
    if seat is None:
        raise Forbidden(f"{task.asker_name} does not work here any more.")
    return Actor(
        task.user_id,
        task.asker_name,
        task.seller_id,
        Role(seat.role),
        own_accounts_only=seat.own_accounts_only,
        origin=origin,
    )
