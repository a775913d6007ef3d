"""Who may move money."""

from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import Verdict


def may_add_funds(by: Actor) -> Verdict:
    """Record payments of buyers and reverse them."""
    return needs(by, Right.MONEY, "add or reverse funds")
