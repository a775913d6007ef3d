"""Who says yes or no to those who signed up (ACC-3)."""

from handsel.accounts.rules import may_manage_accounts
from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import Conflict, Verdict
from handsel.signups.models import SignUp, Stage


class SignUpDecided(Conflict):
    """Somebody answered this sign-up already, or its address was never confirmed."""

    code = "sign_up_decided"


def may_answer_sign_ups(by: Actor) -> Verdict:
    """Accept and reject those who signed up; whoever adds accounts may."""
    return may_manage_accounts(by)


def may_complete_visitor_cart(by: Actor) -> Verdict:
    """Go on with a visitor's cart for a customer."""
    return needs(by, Right.ORDERS, "order for customers")


def may_discard_visitor_cart(by: Actor) -> Verdict:
    """Throw a visitor's cart away."""
    return needs(by, Right.ORDERS, "see to carts that are left")


def may_answer(by: Actor, sign_up: SignUp) -> Verdict:
    """Answer this one, which waits for it."""
    if not (allowed := may_answer_sign_ups(by)):
        return allowed
    if sign_up.stage == Stage.WAITING:
        return allowed
    if sign_up.stage == Stage.UNCONFIRMED:
        return Verdict(f"{sign_up.name} has not confirmed the e-mail address yet.", SignUpDecided)
    said = "accepted" if sign_up.stage == Stage.ACCEPTED else "rejected"
    return Verdict(f"{sign_up.name} was {said} already.", SignUpDecided)
