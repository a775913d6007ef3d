"""Who may set taxes, and decide on those of a buyer."""

from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import Verdict


def may_set_taxes(by: Actor) -> Verdict:
    """Say where their reseller is established, what it charges, and into which category a product falls."""
    return needs(by, Right.MONEY, "set taxes")


def may_decide_buyers_tax(by: Actor) -> Verdict:
    """Exempt buyers, and have their tax numbers checked."""
    return needs(by, Right.MONEY, "decide on the taxes of buyers")
