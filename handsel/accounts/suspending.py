"""Suspend and lift, deactivate and activate: one account or many, each with a reason (ACC-6).

`change_status` is the step for many; each operation is that step for one account, refusing where the step would skip.
To take a change back exactly, `return_status(account_ids, changed_at=…)` reads what was before from the events that the
change recorded, and leaves alone whatever was changed again since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from handsel.accounts.chosen import checked_reason, locked_accounts
from handsel.accounts.fates import Fates
from handsel.accounts.models import Account, Status
from handsel.accounts.rules import may_change_standing
from handsel.accounts.standing import Standing, own_standing
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.models import Event
from handsel.timeline.record import record_all

_AWAY = {
    Standing.ARCHIVED: "{} is archived; take it out of the archive first.",
    Standing.DELETED: "{} lies in the bin; restore it first.",
}


@dataclass(frozen=True)
class StatusChange:
    """A way from one status to another: the event that tells of it, and why it is not open to an account."""

    event: str
    to: Status
    otherwise: Mapping[Standing, str]


SUSPEND = StatusChange(
    "account.suspended",
    Status.SUSPENDED,
    {
        Standing.SUSPENDED: "{} is suspended already.",
        Standing.INACTIVE: "{} is inactive, which allows less than suspended; activate it first.",
    }
    | _AWAY,
)
LIFT = StatusChange(
    "account.suspension_lifted",
    Status.ACTIVE,
    {Standing.ACTIVE: "{} is not suspended.", Standing.INACTIVE: "{} is inactive, not suspended."} | _AWAY,
)
DEACTIVATE = StatusChange(
    "account.deactivated", Status.INACTIVE, {Standing.INACTIVE: "{} is inactive already."} | _AWAY
)
ACTIVATE = StatusChange(
    "account.activated",
    Status.ACTIVE,
    {Standing.ACTIVE: "{} is active.", Standing.SUSPENDED: "{} is suspended, not inactive; lift the suspension."}
    | _AWAY,
)
CHANGES = (SUSPEND, LIFT, DEACTIVATE, ACTIVATE)
LONGEST = timedelta(days=36_525)
"""Nobody is suspended for more than a century: a moment beyond the year 9999 could not be read back."""


@operation
def suspend_account(*, account_id: int, reason: str, by: Actor, at: datetime, until: datetime | None = None) -> Account:
    """Stop an account, and all below it, from buying; its people reach their own data and the funds page only.

    It ends by itself at `until`, where that is given. What runs goes on; its people are told by mail, with the reason.
    Raises Forbidden, Account.DoesNotExist, Invalid without a reason or with an end that is past, Conflict when it is
    suspended already, inactive, archived or deleted.
    """
    return _change_one(account_id, SUSPEND, reason, by, at, until)


@operation
def lift_suspension(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Let a suspended account buy again, and all below it that is not stopped by itself; orders that waited go on.

    Raises Forbidden, Account.DoesNotExist, Invalid without a reason, Conflict when it is not suspended.
    """
    return _change_one(account_id, LIFT, reason, by, at)


@operation
def deactivate_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Let nobody of an account log in and nothing be bought, for it and all below it; sessions that are open end.

    What runs goes on. Raises Forbidden, Account.DoesNotExist, Invalid without a reason, Conflict when it is inactive
    already, archived or deleted.
    """
    return _change_one(account_id, DEACTIVATE, reason, by, at)


@operation
def activate_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Make an inactive account active again.

    Raises Forbidden, Account.DoesNotExist, Invalid without a reason, Conflict when it is not inactive.
    """
    return _change_one(account_id, ACTIVATE, reason, by, at)


@operation
def lift_expired(*, account_ids: Sequence[int], by: Actor, at: datetime) -> Fates:
    """Note that the suspensions of these accounts have ended at their date; those that go on meanwhile are skipped.

    Raises Forbidden, Account.DoesNotExist.
    """
    may_change_standing(by).or_refuse()
    accounts = locked_accounts(account_ids, by, standing=True)
    over = [account.pk for account in accounts if account.status_until is not None and account.status_until <= at]
    return change_status(over, LIFT, reason="The date until which it was suspended has come.", by=by, at=at)


@step
def change_status(
    account_ids: Sequence[int],
    change: StatusChange,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
) -> Fates:
    """Take the `change` (SUSPEND, LIFT, DEACTIVATE or ACTIVATE) for many accounts; `until` is for SUSPEND only.

    As many statements for thousands as for one; one event for each that was changed, with what was before. Those for
    which the change makes no sense are skipped with the reason. Raises Account.DoesNotExist when one is unknown,
    Invalid without a reason or with an end that is past.
    """
    reason = checked_reason(reason)
    refuse_wrong_end(until, at)
    accounts = locked_accounts(account_ids, by, standing=True)
    fates = _sorted_out(accounts, change, at)
    if fates.done:
        is_active = change.to == Status.ACTIVE
        before = {account.pk: _as_kept(account) for account in accounts}
        Account.objects.filter(pk__in=fates.done).update(
            status=change.to, status_reason="" if is_active else reason, status_since=at, status_until=until
        )
        told = {"until": until.isoformat()} if until else {}
        facts = [("account", pk, pk, told | {"before": before[pk]}) for pk in fates.done]
        record_all(change.event, facts, by=by, at=at, reason=reason)
    return fates


def refuse_wrong_end(until: datetime | None, at: datetime) -> None:
    """Raise Invalid, naming `until`, for an end that is past, or more than a century away."""
    if until is not None and until <= at:
        raise Invalid(fields={"until": "Choose a day that is still to come."})
    if until is not None and until > at + LONGEST:
        raise Invalid(fields={"until": "Choose a day within a hundred years, or none."})


def why_unchanged(account: Account, change: StatusChange, *, at: datetime) -> str:
    """Return why `change` makes no sense for an account as it is, in a sentence; empty where it does."""
    standing = own_standing(account, at=at)
    if standing == Standing.ACTIVE and change is LIFT and account.status == Status.SUSPENDED:
        standing = Standing.SUSPENDED  # it ended at its date, and does not say so yet
    return change.otherwise.get(standing, "").replace("{}", account.name)


def _sorted_out(accounts: Iterable[Account], change: StatusChange, at: datetime) -> Fates:
    said = {account.pk: why_unchanged(account, change, at=at) for account in accounts}
    return Fates(tuple(pk for pk, reason in said.items() if not reason), {pk: why for pk, why in said.items() if why})


def _as_kept(account: Account) -> list[str | None]:
    """Return status, reason, since and until, as an event keeps them."""
    since, until = (moment.isoformat() if moment else None for moment in (account.status_since, account.status_until))
    return [account.status, account.status_reason, since, until]


@step
def _change_one(
    account_id: int, change: StatusChange, reason: str, by: Actor, at: datetime, until: datetime | None = None
) -> Account:
    may_change_standing(by).or_refuse()
    change_status([account_id], change, reason=reason, by=by, at=at, until=until).only()
    return Account.objects.get(pk=account_id)


@step
def return_status(account_ids: Sequence[int], *, changed_at: datetime, reason: str, by: Actor, at: datetime) -> Fates:
    """Give accounts the status back that they had before the change at `changed_at`, exactly: reason, since and until.

    Those whose status was changed again since are skipped. Raises Account.DoesNotExist when one is unknown.
    """
    accounts = {account.pk: account for account in locked_accounts(account_ids, by, standing=True)}
    events = Event.objects.filter(
        seller_id=by.seller_id, subject_kind="account", subject_id__in=list(accounts), at=changed_at,
        name__in=[change.event for change in CHANGES],
    )  # fmt: skip
    before = {event.subject_id: event.data["before"] for event in events}
    done = [pk for pk, account in accounts.items() if pk in before and account.status_since == changed_at]
    _write({pk: before[pk] for pk in done})
    for change in CHANGES:
        back = [pk for pk in done if _is_way_back(change, accounts[pk].status, before[pk][0])]
        facts = [("account", pk, pk, {"before": _as_kept(accounts[pk])}) for pk in back]
        if facts:
            record_all(change.event, facts, by=by, at=at, reason=checked_reason(reason))
    return Fates.of(
        accounts, done, {pk: f"{account.name} was changed again since." for pk, account in accounts.items()}, ""
    )


def _is_way_back(change: StatusChange, now_is: str, was: str | None) -> bool:
    if was == Status.ACTIVE:
        return change is (LIFT if now_is == Status.SUSPENDED else ACTIVATE)
    return change is (SUSPEND if was == Status.SUSPENDED else DEACTIVATE)


def _write(rows: Mapping[int, Sequence[str | None]]) -> None:
    """Set status, reason, since and until of each account in one statement."""
    columns: list[Any] = [list(rows), *([row[place] for row in rows.values()] for place in range(4))]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounts_account a
               SET status = r.status, status_reason = r.reason, status_since = r.since, status_until = r.until
              FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
                   AS r (id, status, reason, since, until)
             WHERE a.id = r.id
            """,
            columns,
        )
