"""Who may keep searches, and share them with colleagues (ACC-10)."""

from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right, Role
from handsel.kernel.refusal import YES, Verdict
from handsel.segments.models import Segment


def may_keep_searches(by: Actor) -> Verdict:
    """Keep searches: everybody on the staff, since nothing else changes by it."""
    return Verdict("Only staff keep searches.") if by.buyer_id is not None else YES


def may_share_searches(by: Actor) -> Verdict:
    """Share searches with colleagues."""
    return needs(by, Right.ACCOUNTS, "share segments")


def may_change_segment(by: Actor, segment: Segment) -> Verdict:
    """Whoever made a segment changes it; a shared one owners change too, and readers no longer."""
    if segment.is_shared and not (may_share := may_share_searches(by)):
        return may_share
    if (by.role == Role.OWNER and segment.is_shared) or by.wrote(segment.owner_id, segment.owner_name):
        return YES
    return Verdict(f"Only {segment.owner_name} or an owner changes this segment.")
