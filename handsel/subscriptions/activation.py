"""An executed order leaves its recurring lines running; what is paid back runs no more (SUB-1, ORD-12)."""

from datetime import date, datetime

from handsel.accounts.portal_settings import today_of
from handsel.deliveries.moves import DeliveryState
from handsel.kernel.operation import step
from handsel.orders.models import LegLine
from handsel.subscriptions.models import Subscription
from handsel.timeline.models import Event


@step
def start_subscriptions(event: Event, at: datetime) -> None:
    """Start a subscription for each recurring line that was delivered of an `order.executed` event; once per line."""
    del at  # a term starts when the order was executed, however late this is read
    started_on = today_of(event.seller_id, event.at)
    lines = LegLine.objects.filter(leg_id=event.subject_id, period_count__gt=0)
    lines = lines.exclude(delivery__state=DeliveryState.CANCELED)
    Subscription.objects.bulk_create((_running(line, started_on) for line in lines), ignore_conflicts=True)


@step
def end_subscriptions(event: Event, at: datetime) -> None:
    """End what runs of the lines of the leg of an `order.refunded` event whose money went back; the second time not."""
    del at  # it ends when the money went back, however late this is read
    back = Subscription.objects.filter(leg_line__leg_id=event.subject_id, ended_on__isnull=True)
    ended = back.filter(leg_line__delivery__state=DeliveryState.CANCELED)
    day = today_of(event.seller_id, event.at)
    Subscription.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).update(ended_on=day)


def _running(line: LegLine, started_on: date) -> Subscription:
    return Subscription(
        seller_id=line.seller_id,
        buyer_id=line.buyer_id,
        leg_line=line,
        product=line.product,
        plan_name=line.plan_name,
        quantity=line.quantity,
        period_count=line.period_count,
        period_unit=line.period_unit,
        net_minor=line.net_minor,
        currency=line.currency,
        started_on=started_on,
        renews_on=line.period.after(started_on),
    )
