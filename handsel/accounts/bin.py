"""Delete and restore: an account that never traded goes into the bin, and is removed after 30 days (ACC-7).

`delete_accounts` and `restore_accounts` take each other back; `undo_deleting` does it where nothing came in between.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handsel.accounts.archiving import Dealings, dealings_of
from handsel.accounts.chosen import locked_accounts
from handsel.accounts.fates import Fates
from handsel.accounts.models import Account, Kind
from handsel.accounts.rules import may_change_standing
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record, record_all

KEPT = timedelta(days=30)
"""How long a deleted account can be restored."""


@operation
def delete_account(*, account_id: int, by: Actor, at: datetime, reason: str = "") -> Account:
    """Put an account that never traded into the bin for 30 days; nobody of it logs in, and its addresses are free.

    Raises Forbidden, Account.DoesNotExist, Conflict when it has traded, has accounts of its own, is a sub-reseller, or
    lies in the bin already.
    """
    may_change_standing(by).or_refuse()
    delete_accounts([account_id], reason=reason, by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@operation
def restore_account(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Take an account out of the bin as it was, its people and all that was kept of it included.

    Raises Forbidden, Account.DoesNotExist, Conflict when it does not lie there.
    """
    may_change_standing(by).or_refuse()
    restore_accounts([account_id], by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@operation
def purge_account(*, account_id: int, by: Actor, at: datetime) -> bool:
    """Remove for good a customer that has lain in the bin for 30 days, with its people and all that was kept of it.

    Returns False, and removes nothing, where it was restored or has traded meanwhile. The timeline keeps what happened.
    Raises Forbidden.
    """
    may_change_standing(by).or_refuse()
    account = Account.objects.filter(pk=account_id, seller_id=by.seller_id).first()
    if account is None or not call_scalar("accounts_purge", account_id, at - KEPT):
        return False
    record("account.removed", subject=account, account_id=account_id, by=by, at=at, number=account.number)
    return True


@step
def delete_accounts(account_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Fates:
    """Put many accounts into the bin; those that have traded are skipped with the reason.

    As many statements for thousands as for one. Raises Account.DoesNotExist when one is unknown.
    """
    accounts = locked_accounts(account_ids, by, standing=True)
    dealings = dealings_of(account.pk for account in accounts)
    skipped = {account.pk: said for account in accounts if (said := why_not_deleted(account, dealings[account.pk]))}
    done = tuple(account.pk for account in accounts if account.pk not in skipped)
    if done:
        Account.objects.filter(pk__in=done).update(deleted_at=at)
        record_all("account.deleted", [("account", pk, pk, {}) for pk in done], by=by, at=at, reason=reason.strip())
    return Fates(done, skipped)


def why_not_deleted(account: Account, dealings: Dealings) -> str:
    """Return why an account cannot be deleted, in a sentence; empty where it can."""
    if account.deleted_at is not None:
        return f"{account.name} lies in the bin already."
    if dealings.has_children:
        return f"{account.name} has accounts of its own."
    if account.kind != Kind.CUSTOMER:
        return f"{account.name} has a portal of its own; archive it instead."
    return f"{account.name} has traded; archive it instead." if dealings.has_traded else ""


@step
def restore_accounts(account_ids: Sequence[int], *, by: Actor, at: datetime) -> Fates:
    """Take many accounts out of the bin. Raises Account.DoesNotExist when one is unknown."""
    accounts = locked_accounts(account_ids, by, standing=True)
    return _restore(accounts, [account.pk for account in accounts if account.deleted_at is not None], by, at)


@step
def undo_deleting(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Restore those that were deleted at `changed_at`. Raises Account.DoesNotExist when one is unknown."""
    accounts = locked_accounts(account_ids, by, standing=True)
    return _restore(accounts, [account.pk for account in accounts if account.deleted_at == changed_at], by, at)


@step
def _restore(accounts: Sequence[Account], wanted: Sequence[int], by: Actor, at: datetime) -> Fates:
    if wanted:
        Account.objects.filter(pk__in=wanted).update(deleted_at=None)
        record_all("account.restored", [("account", pk, pk, {}) for pk in wanted], by=by, at=at)
    why_not = {account.pk: f"{account.name} does not lie in the bin." for account in accounts}
    return Fates.of(why_not, wanted, why_not, "")
