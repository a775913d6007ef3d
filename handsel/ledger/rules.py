"""Who may move money."""

from handsel.identity.actor import Actor
from handsel.kernel.refusal import YES, Verdict


def may_add_funds(by: Actor) -> Verdict:
    """Owners and managers of the seller record payments and reverse them."""
    if not by.decides:
        return Verdict("Only owners and managers add or reverse funds.")
    return YES
