"""What a colleague may do, and whether they see all accounts or their own, changed by who may (USR-5)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import Seat, User
from handsel.identity.owners import keep_an_owner
from handsel.identity.people import check_narrowing
from handsel.identity.proof import proven
from handsel.identity.roles import STAFF, Role
from handsel.identity.rules import may_change_role
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


@operation
@closed_to_guests
@proven
def change_role(*, user_id: int, role: Role, by: Actor, at: datetime, own_accounts_only: bool = False) -> Seat:
    """Give one of the staff another role, or other accounts to see; it counts from their next click.

    An account manager with `own_accounts_only` sees the accounts that name them as account manager, and no others.
    Giving what they have already changes nothing.

    Raises NotForGuests, ProofNeeded, Forbidden, Seat.DoesNotExist, LastOwner, Invalid with what is wrong by field.
    """
    user, seat = locked_colleague(user_id, by)
    if role not in STAFF:
        raise Invalid(fields={"role": "Choose a role of the staff."})
    may_change_role(by, seat, role).or_refuse()
    check_narrowing(role, own_accounts_only=own_accounts_only)
    before = {"role": seat.role, "own_accounts_only": seat.own_accounts_only}
    after = {"role": role.value, "own_accounts_only": own_accounts_only}
    if before == after:
        return seat
    if role != Role.OWNER:
        keep_an_owner(user)
    seat.role, seat.own_accounts_only = role, own_accounts_only
    seat.save(update_fields=["role", "own_accounts_only"])
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    record("user.role_changed", subject=user, account_id=by.seller_id, by=by, at=at, role=role, changes=changes)
    return seat


@step
def locked_colleague(user_id: int, by: Actor) -> tuple[User, Seat]:
    """Return one of the staff, locked by their user so that nobody changes them meanwhile, and their place.

    Raises Seat.DoesNotExist.
    """
    user = User.objects.select_for_update().filter(seller_id=by.seller_id, pk=user_id).first()
    seat = Seat.objects.get(seller_id=by.seller_id, user_id=user_id, buyer__isnull=True)
    if user is None:
        raise Seat.DoesNotExist
    return user, seat
