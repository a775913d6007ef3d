"""The accounts that a change is asked for: resolved within the asker's own, and locked in one order (safety T6)."""

from collections.abc import Sequence

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import step
from handsel.kernel.refusal import Invalid

MAX_REASON = 500


@step
def locked_accounts(account_ids: Sequence[int], by: Actor, *, standing: bool = False) -> list[Account]:
    """Return the customers and sub-resellers of the reseller of `by` with these ids, locked, in the order of their ids.

    With `standing` no order of theirs is taken on meanwhile: for whoever changes what they may do.
    Raises Account.DoesNotExist when one of them is unknown, before anything is changed.
    """
    wanted = set(account_ids)
    if standing:
        call_scalar("accounts_lock_standing", by.seller_id)
    found = list(
        Account.objects.sold_to_by(by.seller_id)
        .filter(pk__in=wanted)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(found) < len(wanted):
        raise Account.DoesNotExist
    return found


def checked_reason(reason: str) -> str:
    """Return `reason` in one paragraph. Raises Invalid, naming `reason`, without one or when it is too long."""
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(fields={"reason": "Enter a reason; the account reads it."})
    if len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": f"Write at most {MAX_REASON} characters."})
    return reason
