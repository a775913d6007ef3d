"""Visitors who ticked it are reminded of their cart, by the seller's rule, until they stop it (ORD-9, ACC-3).

Nobody is written to who did not ask: the tick is unset by default, and kept with its time and its words.
"""

from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from handsel.accounts.standing import allows, standing_of
from handsel.identity.actor import Actor, system
from handsel.identity.links import digest_of
from handsel.kernel import chance
from handsel.kernel.database import call_function
from handsel.kernel.email import is_email
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.kernel.sweeping import by_itself
from handsel.orders.left_carts import cart_rules_of
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import REMINDED, forget_reminders, locked_cart
from handsel.timeline.record import record

MAX_TEXT = 500


class RemindersOff(Conflict):
    """The seller reminds nobody of carts."""

    code = "cart_reminders_off"


@operation
def ask_for_reminders(*, secret: str, email: str, text: str, language: str, by: Actor, at: datetime) -> VisitorCart:
    """Let the visitor who holds `secret` be reminded by mail, as they ticked; `text` are the words that they ticked.

    Raises CartGone, RemindersOff, Invalid naming `email`.
    """
    cart = locked_cart(secret, by, at)
    if cart_rules_of(by.seller_id).remind_after_hours is None:
        raise RemindersOff(_("No reminders are sent here."))
    address = email.strip().lower()[:254]
    if not is_email(address):
        raise Invalid(fields={"email": _("Enter a full e-mail address, such as ingrid@fjord.no.")})
    cart.email, cart.language = address, language[:10]
    cart.reminders_asked_at, cart.reminders_text = at, text[:MAX_TEXT]
    cart.save(update_fields=["email", "language", *REMINDED])
    return cart


@operation
def stop_reminders(*, secret: str, by: Actor, at: datetime) -> bool:  # noqa: ARG001 - operations say when
    """Remind a visitor no more, by the link of a reminder, and forget the address; return whether anything changed.

    Raises nothing: a second time, and a link that is none, change nothing.
    """
    found = VisitorCart.objects.filter(seller_id=by.seller_id, stop_digest=digest_of(secret))
    cart = found.select_for_update(of=("self",)).first() if secret else None
    if cart is None:
        return False
    forget_reminders(cart)
    cart.email = ""
    cart.save(update_fields=["email", *REMINDED])
    return True


@step
def stop_link(cart: VisitorCart) -> str:
    """Return what the link of a reminder holds by which it is stopped; the one before works no longer."""
    secret = chance.secret()
    cart.stop_digest = digest_of(secret)
    cart.save(update_fields=["stop_digest"])
    return secret


def remind_visitors(*, at: datetime, limit: int = 100) -> int:
    """Remind of each visitor's cart that is due; return how many were seen to."""
    due = call_function("signups_carts_to_remind", at, limit)
    return sum(
        by_itself(
            partial(remind_visitor, cart_id=row["cart_id"], by=system(row["seller_id"]), at=at),
            "the visitor of cart %s could not be reminded",
            row["cart_id"],
        )
        for row in due
    )


@operation
def remind_visitor(*, cart_id: int, by: Actor, at: datetime) -> bool:
    """Remind a visitor of one cart if that is asked for and due; return whether it was.

    Whoever changed, took over or emptied it in the meantime was first. Raises nothing.
    """
    found = VisitorCart.objects.open(at).filter(pk=cart_id, seller_id=by.seller_id, reminders_asked_at__isnull=False)
    cart, rules = found.select_for_update(of=("self",)).first(), cart_rules_of(by.seller_id)
    if cart is None or rules.remind_after_hours is None or cart.reminders_sent >= rules.most_reminders:
        return False
    if (cart.reminded_at or cart.changed_at) + timedelta(hours=rules.remind_after_hours) > at:
        return False
    cart.reminded_at = at
    if cart.lines.exists() and allows(standing_of(by.seller_id, at=at).standing).may_order:
        cart.reminders_sent += 1
        record(
            "visitor_cart.reminded", subject=cart, account_id=by.seller_id, by=by, at=at,
            number=cart.number, count=cart.reminders_sent,
        )  # fmt: skip
    cart.save(update_fields=["reminded_at", "reminders_sent"])
    return True
