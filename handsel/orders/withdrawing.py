"""A buyer cancels its own order, while nothing of it is settled (ORD-3)."""

from datetime import datetime

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.reasons import short
from handsel.orders.models import Leg
from handsel.orders.rules import SettledAlready, may_withdraw

WITHDRAWN = "The buyer canceled it."


@operation
def withdraw_order(*, leg_id: int, reason: str = "", by: Actor, at: datetime) -> Leg:
    """Cancel what the account ordered itself: all money that is held for it is free again, and its seller is told.

    Whoever buys for the account may, and a reseller's own staff for what it buys for itself. `reason` may be left out;
    the seller reads it. Raises Forbidden, Leg.DoesNotExist, OrderCanceled, SettledAlready once it is paid, from when on
    its seller is asked, and Invalid for a reason above 500 characters.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_withdraw(by, leg).or_refuse()
    if not call_scalar("orders_withdraw", leg.pk, short(reason) or WITHDRAWN, by.name, at):
        leg.refresh_from_db()
        may_withdraw(by, leg).or_refuse()
        raise SettledAlready(_("Order %(number)s was settled in the meantime.") % {"number": leg.number})
    leg.refresh_from_db()
    return leg
