"""One order leg by leg: the asker's own with their figures, every other as a tick that its sum holds (ORD-15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.kernel.database import call_function
from handsel.orders.models import Leg


@dataclass(frozen=True)
class LegSeen:
    """One leg, the customer's first. `leg` is None where it is between others; `holds` says that it adds up.

    It adds up when its lines sum to it, what it sells was bought in the same quantity, the supplier's price and the
    margins between make what the customer pays, and it settled, or was canceled before, with all others.
    """

    position: int
    leg: Leg | None
    holds: bool


def xray_of(order_id: int) -> Sequence[LegSeen]:
    """Return all legs of an order that the asker takes part in, in two queries."""
    rows = call_function("orders_xray", order_id)
    own = {leg.pk: leg for leg in Leg.objects.filter(pk__in=[row["leg_id"] for row in rows if row["leg_id"]])}
    return [LegSeen(row["leg_position"], own.get(row["leg_id"] or 0), holds=row["holds"]) for row in rows]
