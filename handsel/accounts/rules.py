"""Who may add and change accounts."""

from handsel.identity.actor import Actor
from handsel.kernel.refusal import YES, Verdict


def may_manage_accounts(by: Actor) -> Verdict:
    """Owners and managers add and change the customers and sub-resellers of their reseller."""
    if not by.decides or by.buyer_id is not None:
        return Verdict("Only owners and managers add or change accounts.")
    return YES
