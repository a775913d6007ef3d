"""What orders leave behind for good: licences, reservations and the like (ORD-12, SUB-1)."""

from django.db.models import Q, QuerySet

from handsel.catalog.models import ProductKind
from handsel.deliveries.moves import DeliveryState
from handsel.orders.models import Fulfilment, LegLine


def bought_for_good() -> QuerySet[LegLine]:
    """Return assets as the lines by which they were bought, from their delivery until they are paid back.

    Orders that are older than deliveries were delivered as a whole.
    """
    is_old = Q(delivery__isnull=True, leg__fulfilment=Fulfilment.EXECUTED)
    return LegLine.objects.filter(Q(delivery__state=DeliveryState.DELIVERED) | is_old, kind=ProductKind.ASSET)
