"""Who may offer products and set prices."""

from handsel.identity.actor import Actor
from handsel.kernel.refusal import YES, Verdict


def may_offer_products(by: Actor) -> Verdict:
    """Owners and managers offer and withdraw products of their reseller."""
    return YES if by.decides else Verdict("Only owners and managers offer products.")


def may_change_prices(by: Actor) -> Verdict:
    """Owners and managers set the markups of their reseller."""
    return YES if by.decides else Verdict("Only owners and managers change prices.")
