"""Deliver what is settled: automatic provisioning, which succeeds at once (ORD-12 as far as that)."""

from datetime import datetime

from handsel.kernel.database import call_scalar
from handsel.kernel.operation import step
from handsel.orders.models import Leg
from handsel.timeline.models import Event


@step
def deliver(event: Event, at: datetime) -> None:
    """Execute the order of an `order.settled` event on all its legs; the second time does nothing."""
    leg = Leg.objects.only("order_id", "position").get(pk=event.subject_id)
    if leg.position == 0:
        call_scalar("orders_execute", leg.order_id, at)
