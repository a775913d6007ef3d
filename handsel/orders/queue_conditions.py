"""What stands in the queues, as indexes of few legs among millions have it; which is which says `status` (ORD-5)."""

from django.db.models import Case, Q, Value, When

AWAITING_PAYMENT = Q(fulfilment="none", payment__in=["partly_paid", "unpaid"]) | Q(
    fulfilment="executed", payment__in=["on_card", "partly_paid", "unpaid"]
)
UNDER_WAY = Q(fulfilment__in=["failed", "in_progress", "locked"]) | Q(
    fulfilment="none", payment__in=["on_card", "paid", "refunded"]
)
CALLED_OFF = Q(fulfilment="canceled") | Q(fulfilment="executed", payment="refunded")
"""What the queues of `handsel.orders.status` take in, as indexes of few among millions have it."""

AWAITS_US = Case(When(approval="pending", fulfilment="none", then=Value(1)), default=Value(0))
"""1 for what of those under way its seller has to agree to, before the others."""

UNSETTLED = Q(position=0, settled_at__isnull=True) & ~Q(fulfilment="canceled")
"""The first legs of orders that wait for anything: they are given up some day."""
