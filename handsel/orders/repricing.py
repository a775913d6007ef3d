"""The price changed since an order was placed: its seller asks the buyer, who agrees to the new one or not (ORD-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from handsel.accounts.standing import standing_of, stopped
from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.kernel.operation import operation
from handsel.orders.models import Leg, LegLine
from handsel.orders.rechecking import (
    PlanNoLongerOffered,
    PriceChanged,
    PricesExpired,
    TaxChanged,
    changes_since,
    set_by_hand,
)
from handsel.orders.rules import StatusConflict, may_answer_price, may_ask_buyer
from handsel.tax.quoting import tax_on

ABOUT_PRICE = (PriceChanged, TaxChanged, PricesExpired)
DECLINED = "The buyer does not agree to the new price."


@dataclass(frozen=True)
class NewLine:
    """One line as it was ordered, and what a unit and all of it cost today, without tax."""

    line: LegLine
    unit: Money
    net: Money

    @property
    def before(self) -> Money:
        return Money(self.line.net_minor, self.line.currency)


@dataclass(frozen=True)
class NewPrice:
    """What an order costs its buyer today."""

    lines: Sequence[NewLine]
    tax: Money
    total: Money


@operation
def ask_buyer(*, leg_id: int, by: Actor, at: datetime) -> Leg:
    """Give an order whose price changed back to its buyer, who agrees to today's price or not.

    Its money stays set aside, and nobody above is asked. The seller can still cancel it. Raises Forbidden, OwnOrder,
    Leg.DoesNotExist, AcceptedAlready, OrderCanceled, StatusConflict when it does not wait for approval, or when its
    price is as it was, PlanNoLongerOffered.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_ask_buyer(by, leg).or_refuse()
    changes = changes_since(leg, at=at)
    if gone := [change.reason for change in changes if not change.kind.is_confirmed]:
        raise PlanNoLongerOffered(" ".join(gone))
    if not any(issubclass(change.kind, ABOUT_PRICE) for change in changes):
        raise StatusConflict(f"The price of order {leg.number} is as it was when it was placed.")
    if not call_scalar("orders_ask_buyer", leg.pk, by.name, at):
        raise StatusConflict(_("Order %(number)s was decided in the meantime.") % {"number": leg.number})
    leg.refresh_from_db()
    return leg


@operation
def confirm_price(*, leg_id: int, total: Money, by: Actor, at: datetime) -> Leg:
    """Agree to today's price: every tier's prices are those of today, and the order goes on as accepted.

    `total` is what the buyer has seen, tax included. Raises Forbidden, Leg.DoesNotExist, StatusConflict when it is not
    asked about (any more), PriceChanged when it costs something else by now, OrderingStopped while the buyer, or
    anybody above it, is not active; then everything stays as it was.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_answer_price(by, leg).or_refuse()
    match call_scalar("orders_confirm_price", leg.pk, total.minor, total.currency, by.name, at):
        case "over":
            raise StatusConflict(
                _("You are not asked about the price of order %(number)s any more.") % {"number": leg.number}
            )
        case "changed":
            raise PriceChanged(_("The price changed once more; look at it again."))
        case "stopped":
            raise stopped(leg.buyer_id, standing_of(leg.buyer_id, at=at), by)
    leg.refresh_from_db()
    return leg


@operation
def decline_price(*, leg_id: int, by: Actor, at: datetime) -> Leg:
    """Do not agree to the new price: the order ends, and what was set aside is free again.

    Raises Forbidden, Leg.DoesNotExist, StatusConflict when it is not asked about (any more).
    """
    leg = Leg.objects.get(pk=leg_id)
    may_answer_price(by, leg).or_refuse()
    if not call_scalar("orders_decline_price", leg.pk, DECLINED, by.name, at):
        raise StatusConflict(
            _("You are not asked about the price of order %(number)s any more.") % {"number": leg.number}
        )
    leg.refresh_from_db()
    return leg


def new_price(leg: Leg, *, at: datetime) -> NewPrice | None:
    """Return what `leg` costs its buyer today; None where something of it is not offered any more.

    What was set by hand stays. In three queries, however many lines there are.
    """
    lines = list(leg.lines.order_by("pk"))
    offers = {offer.plan_id: offer for offer in offers_to(leg.buyer_id, sorted({one.plan_id for one in lines}), at=at)}
    if any(line.plan_id not in offers for line in lines):
        return None
    by_hand = set_by_hand(leg)
    units = [
        Money(line.unit_minor, line.currency) if line.line_id in by_hand else offers[line.plan_id].unit
        for line in lines
    ]
    nets = [unit * line.quantity for unit, line in zip(units, lines, strict=True)]
    owed = tax_on(leg.buyer_id, [(line.plan_id, net.minor) for line, net in zip(lines, nets, strict=True)], at=at)
    tax = Money(sum(one.tax_minor for one in owed), leg.currency)
    priced = [NewLine(line, unit, net) for line, unit, net in zip(lines, units, nets, strict=True)]
    return NewPrice(priced, tax, Money(sum(net.minor for net in nets), leg.currency) + tax)
