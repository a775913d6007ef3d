"""A settled order is delivered: at once what needs nobody, by its supplier what does (ORD-12)."""

from datetime import datetime

from handsel.kernel.database import call_function
from handsel.kernel.operation import step
from handsel.orders.models import Leg
from handsel.timeline.models import Event


@step
def open_deliveries(event: Event, at: datetime) -> None:
    """Begin the deliveries of the order of an `order.settled` event; the second time does nothing."""
    leg = Leg.objects.only("order_id", "position").get(pk=event.subject_id)
    if leg.position == 0:
        call_function("deliveries_open", leg.order_id, at)
