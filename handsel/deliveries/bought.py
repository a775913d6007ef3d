"""What executed orders leave behind for good: licences, reservations and the like (ORD-12)."""

from django.db.models import QuerySet

from handsel.catalog.models import ProductKind
from handsel.deliveries.moves import DeliveryState
from handsel.orders.models import Fulfilment, LegLine


def bought_for_good() -> QuerySet[LegLine]:
    """Return assets as the lines by which they were bought; what was paid back is none any more."""
    lines = LegLine.objects.filter(kind=ProductKind.ASSET, leg__fulfilment=Fulfilment.EXECUTED)
    return lines.exclude(delivery__state=DeliveryState.CANCELED)
