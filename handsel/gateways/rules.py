"""Who sets gateways up, who sees to a buyer's card and pays with it (ACC-20, FUN-7)."""

from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests, VisitKind
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import YES, Verdict


def may_set_gateway(by: Actor) -> Verdict:
    """Connect and disconnect the gateway through which one's buyers pay; no guest does."""
    if by.guest is not None:
        return Verdict("You are a guest here. Only the portal's own people set up its payments.", NotForGuests)
    return needs(by, Right.SETTINGS, "set up payments")


def may_handle_card(by: Actor, buyer_id: int) -> Verdict:
    """See to a buyer's card and pay with it: its own people who pay, and the seller's who move money.

    The staff of a sub-reseller does so in its parent's storefront; nobody else does while being a guest.
    """
    if by.is_system:
        return YES
    if by.guest is not None and by.guest.kind != VisitKind.WORKSPACE:
        return Verdict("You are a guest here. Only the account's own people see to its card.", NotForGuests)
    if by.buyer_id is None:
        return needs(by, Right.MONEY, "see to the cards of accounts")
    if by.buyer_id != buyer_id:
        return Verdict("You see to the card of your own account only.")
    return needs(by, Right.PAY, "see to the card and pay with it")


def may_send_card_link(by: Actor, buyer_id: int) -> Verdict:
    """Ask an account's people by mail to save their card: the seller's staff who move money."""
    if by.buyer_id is not None:
        return Verdict("Only the seller's staff send such a mail.")
    return may_handle_card(by, buyer_id)
