"""Account managers: who looks after an account, set for one or for many (MGR-1).

`change_manager` is the step for many; `undo_manager(account_ids, changed_at=…)` gives each the manager that it had
before, from the events that the change recorded, where nobody set another since.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from handsel.accounts.chosen import locked_accounts
from handsel.accounts.fates import Fates
from handsel.accounts.models import Account
from handsel.accounts.rules import may_give_accounts
from handsel.accounts.tree import managers_of
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.models import Event
from handsel.timeline.record import record_all


@operation
def set_manager(*, account_id: int, manager_id: int | None, by: Actor, at: datetime) -> Account:
    """Let a colleague look after an account, or nobody. Setting whom it has already changes nothing.

    Raises Forbidden, Account.DoesNotExist, Invalid naming `manager` for somebody who is not of the staff.
    """
    may_give_accounts(by).or_refuse()
    change_manager([account_id], manager_id, by=by, at=at)
    return Account.objects.get(pk=account_id)


@step
def change_manager(account_ids: Sequence[int], manager_id: int | None, *, by: Actor, at: datetime) -> Fates:
    """Let a colleague look after many accounts, or nobody; those whom they look after already are skipped.

    As many statements for thousands as for one. Raises Account.DoesNotExist when one is unknown, Invalid naming
    `manager` for somebody who is not of the staff.
    """
    name = _name_of(manager_id, by)
    accounts = locked_accounts(account_ids, by)
    changed = [account for account in accounts if account.manager_id != manager_id]
    _set(changed, manager_id, by, at)
    has = f"has {name} as account manager already" if name else "has no account manager"
    return Fates.of(
        [account.pk for account in accounts],
        [account.pk for account in changed],
        {account.pk: f"{account.name} {has}." for account in accounts},
        "",
    )


@step
def undo_manager(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Give accounts the manager back whom they had before the change at `changed_at`, where none was set since.

    Raises Account.DoesNotExist when one is unknown.
    """
    accounts = {account.pk: account for account in locked_accounts(account_ids, by)}
    staff = {user.pk for user in managers_of(by.seller_id)} | {None}
    events = Event.objects.filter(
        seller_id=by.seller_id, name="account.manager_set", at=changed_at, subject_kind="account",
        subject_id__in=list(accounts),
    )  # fmt: skip
    back: dict[int | None, list[Account]] = defaultdict(list)
    for event in events:
        account = accounts[event.subject_id]
        if account.manager_id == event.data["after_id"] and event.data["before_id"] in staff:
            back[event.data["before_id"]].append(account)
    for manager_id, changed in back.items():
        _set(changed, manager_id, by, at)
    done = [account.pk for changed in back.values() for account in changed]
    return Fates.of(accounts, done, {pk: f"{a.name} was changed again since." for pk, a in accounts.items()}, "")


@step
def _set(accounts: Sequence[Account], manager_id: int | None, by: Actor, at: datetime) -> None:
    if not accounts:
        return
    # The version counts, so that a record that is open elsewhere does not put the former manager back unseen.
    Account.objects.filter(pk__in=[account.pk for account in accounts]).update(
        manager_id=manager_id, version=F("version") + 1
    )
    manager = _name_of(manager_id, by)
    facts = [
        ("account", a.pk, a.pk, {"before_id": a.manager_id, "after_id": manager_id, "manager": manager})
        for a in accounts
    ]
    record_all("account.manager_set", facts, by=by, at=at)


def _name_of(manager_id: int | None, by: Actor) -> str:
    """Return the name of a member of the staff, empty for nobody. Raises Invalid for anybody else."""
    if manager_id is None:
        return ""
    for user in managers_of(by.seller_id):
        if user.pk == manager_id:
            return user.name
    raise Invalid(fields={"manager": "Choose an account manager from the list."})
