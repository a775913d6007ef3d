"""Who may go where without a seat of their own, and who lets others in (USR-6, USR-10)."""

from collections.abc import Mapping

from handsel.identity.actor import Actor
from handsel.identity.guests import CLOSED_TO_GUESTS
from handsel.identity.rights import needs
from handsel.identity.roles import RIGHTS, Right, Role
from handsel.kernel.refusal import YES, Conflict, Verdict

AS_BUYER: Mapping[Right, Right] = {Right.ORDERS: Right.SHOP, Right.MONEY: Right.PAY}
"""What a person's work at home lets them do in the parent's storefront; who does neither looks only."""

HELPING_ROLES = (Role.READ_ONLY, Role.SUPPORT, Role.MANAGER)
"""As what a parent can be let in."""


class NoParent(Conflict):
    """The operator buys from nobody, so there is no storefront above it."""

    code = "no_parent"


class NotLetIn(Conflict):
    """The sub-reseller has not given support access."""

    code = "not_let_in"


def may_visit_parent(by: Actor) -> Verdict:
    """All staff of a reseller look at what they bought from its parent; what else they may there, their role says."""
    if by.guest is not None:
        return Verdict("You are a guest here. Go to the other portal from your own.")
    return YES if by.buyer_id is None and by.user_id is not None else Verdict("Only people of the staff go there.")


def may_buy_above(by: Actor) -> Verdict:
    """Staff who order for customers order at the reseller's own seller too, if they see all that it buys; no guest."""
    if by.guest is not None or by.buyer_id is not None:
        return Verdict("Only the reseller's own people order at its seller.")
    if by.manager_id is not None:
        return Verdict(
            "Whoever sees some accounts only does not see what is bought for all; go there for one of yours."
        )
    return needs(by, Right.ORDERS, "order at the own seller")


def may_help_children(by: Actor) -> Verdict:
    """Whoever may look at the storefront as a customer may help a sub-reseller that asks for it."""
    if not (may := may_visit_parent(by)):
        return may
    return needs(by, Right.LOOK, "open the workspace of a sub-reseller")


def may_give_support_access(by: Actor) -> Verdict:
    """Whoever lets staff in and out lets the parent in and out; no guest does."""
    if by.guest is not None or by.buyer_id is not None:
        return Verdict("Only the account's own people give support access.")
    return needs(by, Right.STAFF, "give support access")


def may_look_as_customer(by: Actor) -> Verdict:
    """Staff with the right to look see the storefront as each of their customers does."""
    if by.guest is not None or by.user_id is None or by.buyer_id is not None:
        return Verdict("Only people of the own staff look at the storefront as a customer.")
    return needs(by, Right.LOOK, "look at the storefront as a customer")


def rights_as_buyer(home_role: Role) -> frozenset[Right]:
    """Return what somebody with `home_role` at a reseller may do as that reseller's buyer."""
    return frozenset(buying for work, buying in AS_BUYER.items() if work in RIGHTS[home_role])


def rights_as_helper(home_role: Role) -> frozenset[Right]:
    """Return the most that somebody with `home_role` may do in the console of a child, whatever it lets them."""
    return RIGHTS[home_role] - CLOSED_TO_GUESTS if Right.LOOK in RIGHTS[home_role] else frozenset()


def rights_in_place_of(home_role: Role, *, buys_on_behalf: bool) -> frozenset[Right]:
    """Return what somebody with `home_role` may do in the place of a customer of their reseller."""
    return frozenset({Right.SHOP}) if buys_on_behalf and Right.ORDERS in RIGHTS[home_role] else frozenset()
