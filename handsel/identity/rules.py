"""Who may let people in (USR-1, USR-5)."""

from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.refusal import YES, Verdict


def may_invite_buyers(by: Actor) -> Verdict:
    """Owners and managers add storefront users."""
    if not by.decides:
        return Verdict("Only owners and managers add users.")
    return YES


def may_invite_staff(by: Actor, role: Role) -> Verdict:
    """Owners invite anybody; managers invite everybody but owners: nobody gives more than they have."""
    if not by.decides:
        return Verdict("Only owners and managers invite staff.")
    if role == Role.OWNER and by.role == Role.MANAGER:
        return Verdict("Only an owner makes another owner.")
    return YES


def may_manage_keys(by: Actor) -> Verdict:
    """Owners make and revoke API keys."""
    return YES if by.is_system or by.role == Role.OWNER else Verdict("Only owners manage API keys.")
