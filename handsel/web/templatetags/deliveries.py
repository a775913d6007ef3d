"""What was handed over with a line of an order, or with what runs because of one (ORD-12)."""

from django import template

from handsel.orders.models import LegLine
from handsel.subscriptions.models import Subscription
from handsel.web.deliveries_told import ToldDelivery, told_of

register = template.Library()


@register.filter
def told(row: LegLine | Subscription) -> ToldDelivery | None:
    """Return what became of the line, loaded with its delivery."""
    return told_of(row.leg_line if isinstance(row, Subscription) else row)
