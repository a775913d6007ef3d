"""Carts that are left: staff contact, discard; reminders and deletion by the seller's rules, each once (ORD-9)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from handsel.accounts.rules import may_change_settings
from handsel.accounts.standing import allows, standing_of
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.reasons import given
from handsel.kernel.refusal import Conflict, Invalid
from handsel.kernel.sweeping import by_itself
from handsel.orders.cart_rule_models import GIVE_UP_DAYS, KEEP_DAYS, CartRules
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.orders.particulars import particulars_of
from handsel.orders.rules import StatusConflict, may_see_to_cart
from handsel.timeline.record import record

MAX_MESSAGE = 1_000

RULES = Prepared(lambda seller_id: CartRules.objects.filter(seller_id=seller_id))


class AskedJustNow(Conflict):
    """The buyer was written to about this cart a moment ago."""

    code = "asked_just_now"


AGAIN_AFTER = timedelta(minutes=10)


@operation
def contact_about_cart(*, order_id: int, message: str, by: Actor, at: datetime) -> Order:
    """Write to the buyer about its cart, in the words of `message`; the mail says what lies in it.

    Raises Forbidden, Order.DoesNotExist, StatusConflict when it was placed, Invalid, AskedJustNow within ten minutes.
    """
    order = _open(order_id, by)
    message = message.strip()
    if not message or len(message) > MAX_MESSAGE:
        raise Invalid(fields={"message": f"Write what you want to say, in at most {MAX_MESSAGE:,} characters."})
    found = particulars_of(order, by, at)
    if found.reminded_at and found.reminded_at > at - AGAIN_AFTER:
        raise AskedJustNow("The customer was written to about this cart within the last ten minutes.")
    found.reminded_at = at
    found.save(update_fields=["reminded_at"])
    record(
        "cart.contacted", subject=order, account_id=order.buyer_id, by=by, at=at, number=order.number, message=message
    )
    return order


@operation
def discard_cart(*, order_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Throw a cart of a buyer away with all that lies in it, and return its number.

    Raises Forbidden, Order.DoesNotExist, StatusConflict when it was placed, Invalid without a reason.
    """
    order = _open(order_id, by)
    _throw_away(order, "cart.discarded", given(reason, "Enter a reason; your colleagues read it."), by, at)
    return order.number


@operation
def set_cart_rules(  # noqa: PLR0913 - as many as there are rules
    *,
    remind_after_hours: int | None,
    most_reminders: int,
    keep_days: int,
    version: int,
    by: Actor,
    at: datetime,
    prices_hold_days: int | None = None,
    give_up_days: int | None = GIVE_UP_DAYS,
) -> CartRules:
    """Decide when buyers are reminded of their carts and how often, None for never, and how long carts are kept.

    `prices_hold_days` is how long the prices of a placed order hold before whoever accepts it confirms them; None is
    always. `give_up_days` is how long such an order may wait before it is given up; None is for ever.

    Raises Forbidden, ChangedMeanwhile, Invalid with what is wrong by field.
    """
    may_change_settings(by).or_refuse()
    wanted = {
        "remind_after_hours": remind_after_hours,
        "most_reminders": most_reminders,
        "keep_days": keep_days,
        "prices_hold_days": prices_hold_days,
        "give_up_days": give_up_days,
    }
    if faults := _faults(wanted):
        raise Invalid(fields=faults)
    CartRules.objects.get_or_create(seller_id=by.seller_id, defaults={"version": 0})
    rules = CartRules.objects.select_for_update(no_key=True).get(seller_id=by.seller_id)
    before = {name: getattr(rules, name) for name in wanted}
    if rules.version != version:
        raise ChangedMeanwhile("Somebody else changed this meanwhile. Compare and save again.", before, rules.version)
    changes = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
    if changes:
        for name, value in wanted.items():
            setattr(rules, name, value)
        rules.version += 1
        rules.save()
        record("settings.changed", subject=rules, account_id=by.seller_id, by=by, at=at, changes=changes)
    return rules


LIMITS = {
    "remind_after_hours": (2160, "Enter 1 to 2,160 hours, or leave it empty for no reminders."),
    "most_reminders": (5, "Enter 1 to 5."),
    "keep_days": (730, "Enter 1 to 730 days."),
    "prices_hold_days": (730, "Enter 1 to 730 days, or leave it empty where they always hold."),
    "give_up_days": (730, "Enter 1 to 730 days, or leave it empty where none is given up."),
}
"""How much each rule may be at most, 1 at least, and what says so."""


def _faults(wanted: Mapping[str, int | None]) -> dict[str, str]:
    limits = ((name, value, *LIMITS[name]) for name, value in wanted.items() if value is not None)
    return {name: said for name, value, most, said in limits if not 1 <= value <= most}


def cart_rules_of(seller_id: int) -> CartRules:
    """Return the rules of a seller; those that hold where it set none have the version 0."""
    return RULES.first(seller_id) or CartRules(seller_id=seller_id, version=0)


def see_to_left_carts(*, at: datetime, limit: int = 100) -> int:
    """Remind of each cart that is due, and throw away those that are too old; return how many were seen to."""
    due = call_function("orders_left_carts", at, limit)
    return sum(
        by_itself(
            partial(see_to_left_cart, order_id=row["order_id"], by=system(row["seller_id"]), at=at),
            "the left cart %s could not be seen to",
            row["order_id"],
        )
        for row in due
    )


@operation
def see_to_left_cart(*, order_id: int, by: Actor, at: datetime) -> bool:
    """Remind of one cart if that is due, or throw it away if it is too old; return whether either was done.

    Whoever changed or placed the cart in the meantime was first: then nothing is done. A buyer that cannot order now is
    not reminded. Raises nothing.
    """
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id, placed_at__isnull=True).first()
    if order is None:
        return False
    found, rules = particulars_of(order, by, at), cart_rules_of(order.seller_id)
    if found.changed_at + timedelta(days=rules.keep_days) <= at:
        _throw_away(order, "cart.expired", "", by, at)
        return True
    hours, last = rules.remind_after_hours, found.reminded_at or found.changed_at
    if hours is None or found.reminders_sent >= rules.most_reminders or last + timedelta(hours=hours) > at:
        return False
    found.reminded_at = at
    is_wanted = Line.objects.filter(order=order).exists()
    if is_wanted and allows(standing_of(order.buyer_id, at=at).standing).may_order:
        found.reminders_sent += 1
        record(
            "cart.reminded", subject=order, account_id=order.buyer_id, by=by, at=at, number=order.number,
            count=found.reminders_sent,
        )  # fmt: skip
    found.save(update_fields=["reminded_at", "reminders_sent"])
    return True


@step
def _throw_away(order: Order, name: str, reason: str, by: Actor, at: datetime) -> None:
    lines = [[line.plan_id, line.quantity] for line in Line.objects.filter(order=order).order_by("pk")]
    record(
        name, subject=order, account_id=order.buyer_id, by=by, at=at, reason=reason, number=order.number, lines=lines
    )
    Order.objects.filter(pk=order.pk).delete()


def _open(order_id: int, by: Actor) -> Order:
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id, seller_id=by.seller_id)
    may_see_to_cart(by, order).or_refuse()
    if order.placed_at is not None:
        raise StatusConflict(f"Order {order.number} was placed in the meantime.")
    return order


__all__ = ["KEEP_DAYS", "cart_rules_of", "contact_about_cart", "discard_cart", "see_to_left_carts", "set_cart_rules"]
