"""Who may offer products and set prices."""

from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import Verdict


def may_offer_products(by: Actor) -> Verdict:
    """Offer and withdraw products of their reseller."""
    return needs(by, Right.PRICES, "offer products")


def may_change_prices(by: Actor) -> Verdict:
    """Set the markups of their reseller, and who buys at which."""
    return needs(by, Right.PRICES, "change prices")


def may_sell_below_cost(by: Actor) -> Verdict:
    """Set a price below what it costs, until a day."""
    return needs(by, Right.LOSS, "sell below cost")


def may_set_rates(by: Actor) -> Verdict:
    """Add and withdraw exchange rates of their reseller, and say when it is warned of old ones."""
    return needs(by, Right.PRICES, "set exchange rates")
