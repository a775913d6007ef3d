"""What can be done to many accounts at once, in one table: who may, what it needs, how it is done and undone (ACC-8).

The changes themselves stand with their subject. Each is a step for thousands of accounts at a time that says of every
account what became of it, and each has another that takes it back exactly, where nothing came in between.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handsel.accounts.archiving import archive_accounts, unarchive_accounts, undo_archiving, undo_unarchiving
from handsel.accounts.bin import delete_accounts, restore_accounts, undo_deleting
from handsel.accounts.fates import Fates
from handsel.accounts.managers import change_manager, undo_manager
from handsel.accounts.models import Account
from handsel.accounts.rules import may_change_standing, may_give_accounts, may_tag_accounts
from handsel.accounts.suspending import (
    ACTIVATE,
    DEACTIVATE,
    LIFT,
    SUSPEND,
    StatusChange,
    change_status,
    return_status,
)
from handsel.accounts.tags import add_tags, remove_tags, undo_tagging
from handsel.bulk.wanted import (
    Params,
    Wanted,
    approval_wanted,
    manager_wanted,
    note_wanted,
    price_list_wanted,
    reason_wanted,
    suspension_wanted,
    tags_wanted,
)
from handsel.catalog.assigning import change_price_list, undo_price_list
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Verdict
from handsel.orders.approval import change_approval
from handsel.orders.rules import may_switch_approval
from handsel.timeline.models import Event

BATCH = 2_000
"""So many accounts are changed in one transaction, which stays under a second."""
UNDO_REASON = "Taken back."

Change = Callable[[Sequence[int], Params, Actor, datetime], Fates]


class Undo(Protocol):
    """Give accounts back what they had before a change, where they still are as it left them; skip the others."""

    def __call__(
        self, ids: Sequence[int], params: Params, *, changed_at: datetime, by: Actor, at: datetime
    ) -> Fates: ...


@dataclass(frozen=True)
class Action:
    """One thing that can be done to many accounts.

    `wanted` checks what comes with it, and returns it as it is kept; `change` does it to some accounts, all of them the
    asker's; `undo` takes it back from some of those that were changed together. With `stops_orders` no order of theirs
    is taken on meanwhile. `batch` is how many are changed in one transaction. `events` tell of a change of the same.
    """

    name: str
    rule: Callable[[Actor], Verdict]
    wanted: Wanted
    change: Change
    events: tuple[str, ...]
    undo: Undo | None = None
    stops_orders: bool = False
    batch: int = BATCH


def _status(change: StatusChange) -> Change:
    def do(ids: Sequence[int], params: Params, by: Actor, at: datetime) -> Fates:
        until = datetime.fromisoformat(params["until"]) if params.get("until") else None
        return change_status(ids, change, reason=params["reason"], by=by, at=at, until=until)

    return do


def _with_reason(step: Callable[..., Fates]) -> Change:
    return lambda ids, params, by, at: step(ids, reason=params["reason"], by=by, at=at)


def _tags(step: Callable[..., Fates]) -> Change:
    return lambda ids, params, by, at: step(ids, params["names"], by=by, at=at)


def _plain(step: Callable[..., Fates]) -> Undo:
    """Return the undo of a change that needs nothing but when it was."""

    def undo(ids: Sequence[int], params: Params, *, changed_at: datetime, by: Actor, at: datetime) -> Fates:  # noqa: ARG001 - the form of all
        return step(ids, changed_at=changed_at, by=by, at=at)

    return undo


def _undo_status(ids: Sequence[int], params: Params, *, changed_at: datetime, by: Actor, at: datetime) -> Fates:  # noqa: ARG001 - the same
    return return_status(ids, changed_at=changed_at, reason=UNDO_REASON, by=by, at=at)


def _undo_approval(ids: Sequence[int], params: Params, *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    events = Event.objects.filter(seller_id=by.seller_id, name="approval.switched", account_id__in=ids)
    latest = events.order_by("account_id", "-pk").distinct("account_id").values_list("account_id", "at")
    same = sorted(pk for pk, when in latest if when == changed_at)
    others = sorted(set(ids) - set(same))
    fates = change_approval(same, required=not params["required"], by=by, at=at)
    return Fates(fates.done, {**fates.skipped, **_changed_since(others)})


def _changed_since(ids: Iterable[int]) -> dict[int, str]:
    names = Account.objects.filter(pk__in=list(ids)).values_list("pk", "name")
    return {pk: f"{name} was changed again since." for pk, name in names}


def _standing(name: str, wanted: Wanted, change: Change, undo: Undo | None) -> Action:
    return Action(name, may_change_standing, wanted, change, _STANDING, undo, stops_orders=True)


_TAGS = ("account.tagged", "account.untagged")
_STANDING = (
    "account.suspended", "account.suspension_lifted", "account.deactivated", "account.activated",
    "account.archived", "account.unarchived", "account.deleted", "account.restored",
)  # fmt: skip
_ALL = (
    Action("tag", may_tag_accounts, tags_wanted, _tags(add_tags), _TAGS, _plain(undo_tagging), batch=5_000),
    Action("untag", may_tag_accounts, tags_wanted, _tags(remove_tags), _TAGS, _plain(undo_tagging), batch=5_000),
    Action(
        "manager", may_give_accounts, manager_wanted,
        lambda ids, params, by, at: change_manager(ids, params["manager"], by=by, at=at),
        ("account.manager_set", "account.updated"), _plain(undo_manager),
    ),
    Action(
        "price_list", may_change_prices, price_list_wanted,
        lambda ids, params, by, at: change_price_list(ids, params["price_list"], by=by, at=at),
        ("account.price_list_set",), _plain(undo_price_list),
    ),
    Action(
        "approval", may_switch_approval, approval_wanted,
        lambda ids, params, by, at: change_approval(ids, required=params["required"], by=by, at=at),
        ("approval.switched",), _undo_approval,
    ),
    _standing("suspend", suspension_wanted, _status(SUSPEND), _undo_status),
    _standing("lift", reason_wanted, _status(LIFT), _undo_status),
    _standing("deactivate", reason_wanted, _status(DEACTIVATE), _undo_status),
    _standing("activate", reason_wanted, _status(ACTIVATE), _undo_status),
    _standing("archive", note_wanted, _with_reason(archive_accounts), _plain(undo_archiving)),
    _standing("unarchive", note_wanted, _with_reason(unarchive_accounts), _plain(undo_unarchiving)),
    _standing("delete", note_wanted, _with_reason(delete_accounts), _plain(undo_deleting)),
    _standing("restore", note_wanted, lambda ids, _, by, at: restore_accounts(ids, by=by, at=at), None),
)  # fmt: skip

ACTIONS: Mapping[str, Action] = {action.name: action for action in _ALL}
