"""Archive and unarchive: an archived account leaves the lists and keeps all its data (ACC-8).

Each of the two steps takes the other back: `undo_archiving` and `undo_unarchiving` do it where nothing came in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.accounts.chosen import locked_accounts
from handsel.accounts.fates import Fates
from handsel.accounts.models import Account
from handsel.accounts.rules import may_change_standing
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.timeline.models import Event
from handsel.timeline.record import record_all


@dataclass(frozen=True)
class Dealings:
    """What an account has running with its seller, and whether it ever traded or has accounts of its own.

    `runs_below` says that something runs or is open below it, and not how much: that is not the seller's (ACC-25).
    """

    running: int
    open_orders: int
    runs_below: bool
    has_traded: bool
    has_children: bool

    @property
    def what_runs(self) -> str:
        """What is running, in words; empty where nothing is."""
        parts = []
        if self.running:
            parts.append("1 subscription that runs" if self.running == 1 else f"{self.running} subscriptions that run")
        if self.open_orders:
            parts.append("1 open order" if self.open_orders == 1 else f"{self.open_orders} open orders")
        if not parts and self.runs_below:
            parts.append("customers of its own for whom something runs or is open")
        return " and ".join(parts)


def dealings_of(account_ids: Iterable[int]) -> dict[int, Dealings]:
    """Return what was and is dealt with each of these accounts of the asker, in one question."""
    rows = call_function("accounts_dealings", list(account_ids))
    return {row.pop("account_id"): Dealings(**row) for row in rows}


@operation
def archive_account(*, account_id: int, by: Actor, at: datetime, reason: str = "") -> Account:
    """Take an account out of the lists; nobody of it logs in or buys, and all its data stays.

    Raises Forbidden, Account.DoesNotExist, Conflict when it is archived already, lies in the bin, or something runs.
    """
    may_change_standing(by).or_refuse()
    archive_accounts([account_id], reason=reason, by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@operation
def unarchive_account(*, account_id: int, by: Actor, at: datetime, reason: str = "") -> Account:
    """Put an archived account back into the lists, with the status that it had.

    Raises Forbidden, Account.DoesNotExist, Conflict when it is not archived.
    """
    may_change_standing(by).or_refuse()
    unarchive_accounts([account_id], reason=reason, by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@step
def archive_accounts(account_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Fates:
    """Archive many accounts; those where something runs are skipped with what it is.

    As many statements for thousands as for one. Raises Account.DoesNotExist when one is unknown.
    """
    accounts = locked_accounts(account_ids, by, standing=True)
    dealings = dealings_of(account.pk for account in accounts)
    skipped = {account.pk: said for account in accounts if (said := why_not_archived(account, dealings[account.pk]))}
    done = tuple(account.pk for account in accounts if account.pk not in skipped)
    if done:
        Account.objects.filter(pk__in=done).update(archived_at=at)
        record_all("account.archived", [("account", pk, pk, {}) for pk in done], by=by, at=at, reason=reason.strip())
    return Fates(done, skipped)


def why_not_archived(account: Account, dealings: Dealings) -> str:
    """Return why an account cannot be archived, in a sentence; empty where it can."""
    if account.deleted_at is not None:
        return f"{account.name} lies in the bin; restore it first."
    if account.archived_at is not None:
        return f"{account.name} is archived already."
    return f"{account.name} has {dealings.what_runs}; end that first." if dealings.what_runs else ""


@step
def unarchive_accounts(account_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Fates:
    """Put many archived accounts back into the lists. Raises Account.DoesNotExist when one is unknown."""
    accounts = locked_accounts(account_ids, by, standing=True)
    before = {a.pk: a.archived_at for a in accounts if a.archived_at is not None and a.deleted_at is None}
    if before:
        Account.objects.filter(pk__in=list(before)).update(archived_at=None)
        facts = [("account", pk, pk, {"archived_at": was.isoformat()}) for pk, was in before.items()]
        record_all("account.unarchived", facts, by=by, at=at, reason=reason.strip())
    why_not = {a.pk: f"{a.name} is not archived." for a in accounts}
    return Fates.of(why_not, before, why_not, "")


@step
def undo_archiving(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Unarchive those that were archived at `changed_at`. Raises Account.DoesNotExist when one is unknown."""
    accounts = locked_accounts(account_ids, by, standing=True)
    same = [account.pk for account in accounts if account.archived_at == changed_at]
    fates = unarchive_accounts(same, by=by, at=at)
    why_not = {account.pk: f"{account.name} was changed again since." for account in accounts}
    return Fates.of(why_not, fates.done, why_not | dict(fates.skipped), "")


@step
def undo_unarchiving(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Archive again those that were taken out at `changed_at` and not touched so since, unless something runs by now.

    Raises Account.DoesNotExist when one is unknown.
    """
    accounts = locked_accounts(account_ids, by, standing=True)
    moves = Event.objects.filter(
        seller_id=by.seller_id, name__in=("account.archived", "account.unarchived"), subject_kind="account",
        account_id__in=list(account_ids),
    )  # fmt: skip
    latest = moves.order_by("account_id", "-pk").distinct("account_id").values_list("account_id", "name", "at")
    taken_out = [pk for pk, name, when in latest if (name, when) == ("account.unarchived", changed_at)]
    fates = archive_accounts(taken_out, by=by, at=at)
    why_not = {account.pk: f"{account.name} was changed again since." for account in accounts}
    return Fates.of(why_not, fates.done, why_not | dict(fates.skipped), "")
