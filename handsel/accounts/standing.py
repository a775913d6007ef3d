"""What an account may do now: its effective state, whose decision that is, and what each state allows (ACC-6)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Func, TextChoices, Value
from django.db.models.expressions import Combinable

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.refusal import YES, Conflict, Refusal, Verdict


class Standing(TextChoices):
    """What an account is: its status, unless it was archived or deleted. The worst of it and all above it counts."""

    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    INACTIVE = "inactive", "Inactive"
    ARCHIVED = "archived", "Archived"
    DELETED = "deleted", "Deleted"


class LogIn(TextChoices):
    """How far its people get who log in."""

    FULL = "full", "Everywhere"
    OWN_DATA = "own_data", "Their own data and the funds page"
    NONE = "none", "Not at all"


class Renewals(TextChoices):
    """What becomes of services that run, and whether they are renewed."""

    GO_ON = "go_on", "Go on"
    BY_POLICY = "by_policy", "By the policy of the seller"
    NONE = "none", "There are none"


@dataclass(frozen=True)
class Allowance:
    """One row of the table of states in domain.md: what an account in that state can do, and where it shows."""

    log_in: LogIn
    may_order: bool
    renewals: Renewals
    gets_marketing: bool
    is_listed: bool
    is_counted: bool


_ALLOWANCES: dict[Standing, Allowance] = {
    Standing.ACTIVE: Allowance(
        LogIn.FULL, may_order=True, renewals=Renewals.GO_ON, gets_marketing=True, is_listed=True, is_counted=True
    ),
    Standing.SUSPENDED: Allowance(
        LogIn.OWN_DATA,
        may_order=False,
        renewals=Renewals.BY_POLICY,
        gets_marketing=False,
        is_listed=True,
        is_counted=True,
    ),
    Standing.INACTIVE: Allowance(
        LogIn.NONE, may_order=False, renewals=Renewals.GO_ON, gets_marketing=False, is_listed=True, is_counted=True
    ),
    Standing.ARCHIVED: Allowance(
        LogIn.NONE, may_order=False, renewals=Renewals.NONE, gets_marketing=False, is_listed=False, is_counted=False
    ),
    Standing.DELETED: Allowance(
        LogIn.NONE, may_order=False, renewals=Renewals.NONE, gets_marketing=False, is_listed=False, is_counted=False
    ),
}


def allows(standing: Standing) -> Allowance:
    """Return what an account in the effective state `standing` can do."""
    return _ALLOWANCES[standing]


LOG_IN = tuple(standing for standing in Standing if allows(standing).log_in != LogIn.NONE)
"""The effective states in which people of an account log in at all."""


class OrderingStopped(Conflict):
    """The account, or one above it, is suspended, inactive, archived or deleted: it buys nothing until that ends."""

    code = "ordering_stopped"


class AccountClosed(Refusal):
    """The account is inactive, archived or deleted, or one above it is: nobody of it gets in."""

    code = "account_closed"
    status = 403


@dataclass(frozen=True)
class Effective:
    """The effective state of an account, as far as the asker may know it.

    `whose` says what decides: `own`, the account's own state; `seller`, that of the asker, who sells to it; `above`,
    that of somebody the asker does not see, so that no reason or time is told; empty while all are active.
    """

    standing: Standing
    whose: str = ""
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.standing == Standing.ACTIVE

    @property
    def allowance(self) -> Allowance:
        return allows(self.standing)


def standing_of(account_id: int, *, at: datetime) -> Effective:
    """Return the effective state of an account at `at`, as far as the scope of this transaction may know it.

    A customer, or staff asking about their own reseller, learn nothing of whoever decided it above their own seller.
    """
    (row,) = call_function("accounts_standing", account_id, at)
    return Effective(Standing(row["standing"]), row["whose"], row["reason"], row["since"], row["until"])


def effective_of(account: str, at: datetime) -> Func:
    """Return the effective state at `at` of the account in the column `account`, as a column of a query."""
    return effective_at(F(account), at)


def effective_at(account: Combinable, at: datetime) -> Func:
    """Return the same for the account that an expression names."""
    return Func(account, Value(at), function="accounts_effective", output_field=CharField())


def own_standing(account: Account, *, at: datetime) -> Standing:
    """Return what `account` is by itself at `at`, whatever is above it."""
    if account.deleted_at is not None:
        return Standing.DELETED
    if account.archived_at is not None:
        return Standing.ARCHIVED
    if account.status_until is not None and account.status_until <= at:
        return Standing.ACTIVE
    return Standing(account.status)


def may_order_at(account_id: int, *, by: Actor, at: datetime) -> Verdict:
    """Whether the account orders at all at `at`, and why not, as far as `by` may know it."""
    found = standing_of(account_id, at=at)
    return YES if found.allowance.may_order else Verdict(str(stopped(account_id, found, by)), OrderingStopped)


def refuse_unless_buying(account_id: int, *, by: Actor, at: datetime) -> None:
    """Raise OrderingStopped, saying why as far as `by` may know it, unless the account may order at `at`."""
    may_order_at(account_id, by=by, at=at).or_refuse()


def stopped(account_id: int, found: Effective, by: Actor) -> OrderingStopped:
    """Return the refusal of an order of an account in the state `found`, in the words that `by` may read.

    Where the account itself is active, somebody further down the order is not, whom `by` does not see.
    """
    if by.buyer_id is not None:
        reason = f" Reason: {found.reason}" if found.reason else ""
        return OrderingStopped(f"Ordering is suspended.{reason}")
    match found.whose:
        case "own":
            name = Account.objects.only("company_name", "contact_name", "name").get(pk=account_id).name
            return OrderingStopped(f"{name} {_WHY[found.standing]}")
        case "seller":
            return OrderingStopped("Your own account is suspended by your provider; until that is lifted nobody buys.")
        case "above":
            return OrderingStopped("Your provider takes no orders at the moment.")
    return OrderingStopped("The customer of this order may not buy at the moment; accept it when that has ended.")


_WHY = {
    Standing.SUSPENDED: "is suspended; lift the suspension first.",
    Standing.INACTIVE: "is inactive; activate it first.",
    Standing.ARCHIVED: "is archived; take it out of the archive first.",
    Standing.DELETED: "lies in the bin; restore it first.",
}
