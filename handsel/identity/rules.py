"""Who may let people in and out (USR-1, USR-4, USR-5)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests
from handsel.identity.models import Seat, User
from handsel.identity.rights import may_give, needs
from handsel.identity.roles import Right, Role
from handsel.kernel.refusal import YES, Verdict


def may_invite_buyers(by: Actor) -> Verdict:
    """Let storefront users in."""
    return needs(by, Right.USERS, "let storefront users in")


def may_add_buyers(by: Actor) -> Verdict:
    """Give somebody new a log-in; no guest does, whose own log-in it could be, for longer than the visit."""
    if by.guest is not None:
        return Verdict("You are a guest here. Only the account's own people give anybody a log-in.", NotForGuests)
    return may_invite_buyers(by)


def may_see_to_own_users(by: Actor) -> Verdict:
    """Let people of the own account in and out; no guest does, as with everybody's log-in."""
    if by.guest is not None:
        return Verdict("You are a guest here. Only the account's own people give anybody a log-in.", NotForGuests)
    return needs(by, Right.OWN_USERS, "see to the users of their own account")


def may_see_to_staff(by: Actor) -> Verdict:
    """Let staff in and out."""
    return needs(by, Right.STAFF, "let staff in and out")


def may_invite_staff(by: Actor, role: Role) -> Verdict:
    """Let somebody in with a role that can do no more than whoever invites: nobody gives more than they have."""
    if not (allowed := may_see_to_staff(by)):
        return allowed
    return may_give(by, role)


def may_change_role(by: Actor, seat: Seat, role: Role) -> Verdict:
    """Give a colleague another role: neither theirs nor the new one may do more than whoever changes it."""
    if not (allowed := may_invite_staff(by, Role(seat.role))):
        return allowed
    return may_give(by, role)


def may_remove_staff(by: Actor, seat: Seat) -> Verdict:
    """Take a colleague off the staff who may do no more than whoever does it; nobody removes themselves."""
    if not (allowed := may_invite_staff(by, Role(seat.role))):
        return allowed
    if by.user_id == seat.user_id:
        return Verdict(_("Nobody removes themselves. Ask a colleague."))
    return YES


def could_invite_to(by: Actor, seat: Seat) -> Verdict:
    """Whether `by` could have invited to `seat`, and so may pass its link on."""
    return may_invite_buyers(by) if seat.buyer_id else may_invite_staff(by, Role(seat.role))


def could_let_in_and_out(by: Actor, seats: Iterable[Seat]) -> Verdict:
    """Whoever could have invited to each place of a person decides on the log-in, which serves them all."""
    return next((verdict for seat in seats if not (verdict := could_invite_to(by, seat))), YES)


def could_deactivate(by: Actor, user: User, seats: Iterable[Seat]) -> Verdict:
    """Nobody shuts themselves out; else whoever may let them in."""
    if by.user_id == user.pk:
        return Verdict(_("Nobody deactivates themselves. Ask a colleague."))
    return could_let_in_and_out(by, seats)


def may_reset_second_factor(by: Actor, user: User, seats: Iterable[Seat]) -> Verdict:
    """Take the second factor of somebody away who has lost it: owners that of staff, others as they let people in."""
    if by.user_id == user.pk:
        return Verdict("Remove your own second factor under My security.")
    if any(seat.buyer_id is None for seat in seats) and not (allowed := may_manage_providers(by)):
        return allowed
    return could_let_in_and_out(by, seats)


def may_manage_providers(by: Actor) -> Verdict:
    """Set how people of the portal sign in."""
    return needs(by, Right.SIGN_IN, "set how people sign in")


def may_manage_keys(by: Actor) -> Verdict:
    """Make and revoke API keys."""
    return needs(by, Right.KEYS, "make and revoke API keys")


def may_read_audit(by: Actor) -> Verdict:
    """Read all that happened at the reseller, with who did it from where."""
    return needs(by, Right.AUDIT, "read the audit log")
