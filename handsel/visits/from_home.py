"""Who works for a reseller does one thing at its parent from home, as the buyer that it is there (USR-6, FUN-7)."""

from handsel.accounts.models import Edge
from handsel.accounts.portal_models import Portal
from handsel.identity.actor import Actor
from handsel.identity.guests import Guest
from handsel.identity.roles import Role
from handsel.timeline.origin import Origin
from handsel.visits.rules import NoParent


def edge_above(by: Actor, none: str) -> Edge:
    """Return the edge on which the reseller of `by` buys. Raises NoParent, which says `none`."""
    edge = Edge.objects.filter(buyer_id=by.seller_id, ended_at__isnull=True).first()
    if edge is None:
        raise NoParent(none)
    return edge


def as_buyer_above(by: Actor, parent_id: int, role: Role, *, home: str = "", guest: Guest | None = None) -> Actor:
    """Return `by` as the parent sees them: somebody of its buyer in `role`, by name and without a user there.

    `home` is what their own portal is called, looked up where it is not given.
    """
    home = home or Portal.objects.only("title").get(seller_id=by.seller_id).title
    return Actor(
        user_id=None,
        name=by.name,
        seller_id=parent_id,
        role=role,
        buyer_id=by.seller_id,
        origin=Origin(by.origin.way, by.origin.address, home),
        guest=guest,
    )
