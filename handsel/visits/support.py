"""Support access downward: a reseller lets its parent into its console, for a while, and sees who came (USR-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.identity.roles import Role
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.models import Event
from handsel.timeline.record import record
from handsel.visits.models import SupportConsent
from handsel.visits.rules import HELPING_ROLES, NoParent, may_give_support_access, may_help_children

HOURS = (1, 8, 24, 168)
"""For how long support access is given."""
MAX_REASON = 500
ASKED_AGAIN_AFTER = timedelta(hours=1)


class AskedAlready(Conflict):
    """The sub-reseller was asked for support access a moment ago."""

    code = "asked_already"


@dataclass(frozen=True)
class Access:
    """Support access that holds at a child: as what, until when, and who there gave it."""

    role: Role
    until: datetime
    given_by: str


@operation
@closed_to_guests
@proven
def give_support_access(*, role: str, hours: int, reason: str, by: Actor, at: datetime) -> SupportConsent:
    """Let the parent into one's console with `role` for `hours`; what was given before ends.

    Raises ProofNeeded, Forbidden, NotForGuests, NoParent, Invalid naming role, hours or reason.
    """
    may_give_support_access(by).or_refuse()
    if Account.objects.get(pk=by.seller_id).seller_id == by.seller_id:
        raise NoParent("Nobody stands above you who could help.")
    if faults := _faults(role, hours, reason.strip()):
        raise Invalid(fields=faults)
    _end(by, at)
    consent = SupportConsent.objects.create(
        seller_id=by.seller_id,
        role=role,
        reason=reason.strip(),
        given_by_id=by.user_id,
        given_by_name=by.name,
        given_at=at,
        until=at + timedelta(hours=hours),
    )
    record(
        "support_access.given",
        subject=consent,
        account_id=by.seller_id,
        by=by,
        at=at,
        reason=consent.reason,
        role=role,
        until=consent.until.isoformat(),
    )
    return consent


@operation
@closed_to_guests
def end_support_access(*, by: Actor, at: datetime) -> None:
    """Let the parent in no more; whoever is in is out with the next click. Ending twice is ending once.

    Raises Forbidden, NotForGuests.
    """
    may_give_support_access(by).or_refuse()
    _end(by, at)


@operation
@closed_to_guests
def ask_for_support_access(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Ask a sub-reseller for support access: its owners and managers get a mail. Once an hour.

    Raises Forbidden, NotForGuests, Account.DoesNotExist, AskedAlready, Invalid naming the reason.
    """
    may_help_children(by).or_refuse()
    account = Account.objects.sold_to_by(by.seller_id).resellers().select_for_update(of=("self",)).get(pk=account_id)
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": f"Enter a reason of up to {MAX_REASON} characters; {account.name} reads it."})
    asked = Event.objects.filter(seller_id=by.seller_id, account_id=account.pk, name="support_access.requested")
    if asked.filter(at__gt=at - ASKED_AGAIN_AFTER).exists():
        raise AskedAlready(f"{account.name} was asked within the hour. Wait for the answer.")
    record("support_access.requested", subject=account, account_id=account.pk, by=by, at=at, reason=reason)
    call_scalar("visits_ask", account.pk, by.name, reason, at)
    return account


def access_of(*, at: datetime) -> SupportConsent | None:
    """Return the support access that the reseller of the open scope gives at `at`."""
    return SupportConsent.objects.filter(ended_at__isnull=True, until__gt=at).first()


def access_to(child_id: int, *, at: datetime) -> Access | None:
    """Return the support access that a child of the reseller of the open scope gives at `at`."""
    row = next(iter(call_function("visits_consent_of", child_id, at)), None)
    return Access(Role(row["role"]), row["until"], row["given_by_name"]) if row else None


def _faults(role: str, hours: int, reason: str) -> dict[str, str]:
    faults = {}
    if role not in HELPING_ROLES:
        faults["role"] = "Choose read only, support or manager."
    if hours not in HOURS:
        faults["hours"] = "Choose 1, 8, 24 or 168 hours."
    if not reason or len(reason) > MAX_REASON:
        faults["reason"] = f"Enter a reason of up to {MAX_REASON} characters."
    return faults


@step
def _end(by: Actor, at: datetime) -> None:
    for consent in SupportConsent.objects.select_for_update().filter(seller_id=by.seller_id, ended_at__isnull=True):
        is_over = consent.until <= at
        consent.ended_at = min(at, consent.until)
        consent.ended_by_name = "" if is_over else by.name
        consent.save(update_fields=["ended_at", "ended_by_name"])
        if not is_over:
            record("support_access.ended", subject=consent, account_id=by.seller_id, by=by, at=at)
