"""How the delivery of a line is told in words and colours, to staff and to buyers alike (ORD-12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.deliveries.models import Delivery
from handsel.deliveries.moves import DeliveryState
from handsel.kernel.money import Money
from handsel.orders.models import LegLine

TONES: Mapping[DeliveryState, str] = {
    DeliveryState.WAITING: "yellow",
    DeliveryState.STARTED: "blue",
    DeliveryState.DELIVERED: "green",
    DeliveryState.FAILED: "red",
    DeliveryState.CANCELED: "grey",
}
OURS = {"Licence key": gettext_lazy("Licence key"), "Domain": gettext_lazy("Domain"), "Note": gettext_lazy("Note")}
"""Labels that our own forms give; others stand as they were typed."""


@dataclass(frozen=True)
class ToldDelivery:
    """What became of one line, on the edge where it is read, and on the one `below`, where both are."""

    delivery: Delivery
    below: "ToldDelivery | None" = None

    @property
    def is_paid_back(self) -> bool:
        """Whether its money went back, here or below."""
        return self.delivery.refund_id is not None or bool(self.below and self.below.is_paid_back)

    @property
    def tone(self) -> str:
        return TONES[DeliveryState(self.delivery.state)]

    @property
    def word(self) -> str:
        """Its state; what was paid back says so."""
        if self.is_paid_back:
            return _("Paid back") if self.delivery.state == DeliveryState.CANCELED else _("Delivered, paid back")
        return str(DeliveryState(self.delivery.state).label)

    @property
    def can_be_refunded(self) -> bool:
        """Whether it was delivered and not refunded, whatever it cost."""
        is_open = self.delivery.state == DeliveryState.DELIVERED and not self.delivery.is_refunded
        return is_open and (self.below is None or self.below.can_be_refunded)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was handed over, with our own labels in the reader's language; nothing once it was taken back."""
        if self.delivery.state != DeliveryState.DELIVERED:
            return []
        return [(str(OURS.get(one["label"], one["label"])), one["value"]) for one in self.delivery.service]


def told_of(line: LegLine) -> ToldDelivery | None:
    """Return what became of `line`, loaded with its delivery; None where it was ordered before there were any."""
    delivery: Delivery | None = getattr(line, "delivery", None)
    return ToldDelivery(delivery) if delivery else None


def told_by_line(deliveries: Iterable[Delivery]) -> dict[int, ToldDelivery]:
    """Return what became of each line, by `line_id`; of two edges the one that comes later counts."""
    told: dict[int, ToldDelivery] = {}
    for delivery in deliveries:
        told[delivery.line_id] = ToldDelivery(delivery, told.get(delivery.line_id))
    return told


def paid_back(rows: Iterable[tuple[LegLine, ToldDelivery | None]]) -> Money | None:
    """Return what went back for lines of an order, with tax; None where nothing did."""
    back = [Money(line.gross_minor, line.currency) for line, told in rows if told and told.is_paid_back]
    return sum(back[1:], back[0]) if back else None
