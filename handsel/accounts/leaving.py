"""A colleague leaves, for a time or for good, and somebody else looks after their accounts (USR-5, MGR-1)."""

from datetime import datetime

from handsel.accounts.managers import change_manager
from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.deactivation import log_out_everywhere, shut_out
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import User
from handsel.identity.owners import keep_an_owner
from handsel.identity.places import seats_of
from handsel.identity.proof import proven
from handsel.identity.rules import may_remove_staff
from handsel.identity.staff import locked_colleague
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


@operation
@closed_to_guests
@proven
def deactivate_colleague(*, user_id: int, by: Actor, at: datetime, successor_id: int | None = None) -> User:
    """Take the log-in away from one of the staff, on every device; their accounts go to `successor_id`, if any.

    Without a successor the accounts stay theirs until they come back.

    Raises NotForGuests, ProofNeeded, Forbidden, LastOwner, Seat.DoesNotExist, Invalid naming `successor`.
    """
    user, _ = locked_colleague(user_id, by)
    shut_out(user_id, by=by, at=at)
    if successor_id is not None:
        _hand_over(user, successor_id, by, at)
    user.refresh_from_db()
    return user


@operation
@closed_to_guests
@proven
def remove_colleague(*, user_id: int, by: Actor, at: datetime, successor_id: int | None = None) -> User:
    """Take a person off the staff; their accounts go to `successor_id`, or to nobody.

    Where they have no other place at this portal, every session ends and no link works any more. What they did stays
    on the timeline under their name.

    Raises NotForGuests, ProofNeeded, Forbidden, LastOwner, Seat.DoesNotExist, Invalid naming `successor`.
    """
    user, seat = locked_colleague(user_id, by)
    may_remove_staff(by, seat).or_refuse()
    keep_an_owner(user)
    count = _hand_over(user, successor_id, by, at)
    removed = {"role": seat.role, "accounts": count, "successor_id": successor_id}
    seat.delete()
    if not seats_of(user):
        log_out_everywhere(user, at=at)
    record("user.removed", subject=user, account_id=by.seller_id, by=by, at=at, before=removed)
    return user


@step
def _hand_over(user: User, successor_id: int | None, by: Actor, at: datetime) -> int:
    """Let `successor_id` look after the accounts of `user`, and return how many there are."""
    if successor_id == user.pk:
        raise Invalid(fields={"successor": "Choose another colleague."})
    theirs = Account.objects.sold_to_by(by.seller_id).filter(manager_id=user.pk)
    ids = list(theirs.order_by("pk").values_list("pk", flat=True))
    try:
        change_manager(ids, successor_id, by=by, at=at)
    except Invalid:
        raise Invalid(fields={"successor": "Choose a colleague from the list."}) from None
    return len(ids)
