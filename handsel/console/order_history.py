"""What happened to an order at the desk that sells it: the order, its deliveries and its refunds, in turn (ORD-2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from handsel.console.desk import Desk
from handsel.console.happenings import Happening
from handsel.console.order_titles import TITLES
from handsel.deliveries.models import Delivery
from handsel.deliveries.refund_models import Refund
from handsel.orders.models import Leg


@dataclass(frozen=True)
class Step:
    """One change of the order's life: what, by whom, when, why."""

    title: str
    icon: str
    who: str
    at: datetime
    reason: str = ""


def history_of(desk: Desk, leg: Leg, deliveries: Iterable[Delivery], refunds: Iterable[Refund]) -> Iterator[Step]:
    """Yield what the own timeline says of `leg`, of its `deliveries` and of its `refunds`, in one query."""
    asked = {refund.pk: refund for refund in refunds}
    about = Q(subject_kind="leg", subject_id=leg.pk)
    about |= Q(subject_kind="delivery", subject_id__in=[delivery.pk for delivery in deliveries])
    about |= Q(subject_kind="refund", subject_id__in=list(asked))
    told = desk.events.filter(about).exclude(name="order.withdrawn").order_by("pk")
    for happening in map(Happening, told):
        event = happening.event
        refund = asked.get(event.subject_id) if event.subject_kind == "refund" else None
        title = TITLES.get(event.name)
        yield Step(
            title() % event.data if title else happening.title,
            happening.icon,
            _who(happening, refund),
            happening.at,
            _reason(happening, leg, refund),
        )


def _who(happening: Happening, refund: Refund | None) -> str:
    """Return who did it; what a seller pays out of its own pocket, somebody of its people decided."""
    is_own_deed = refund is not None and refund.is_own_pocket and happening.event.name == "refund.made"
    return refund.decided_by_name if refund and is_own_deed else happening.who


def _reason(happening: Happening, leg: Leg, refund: Refund | None) -> str:
    """Return why; what is kept with the order or with the refund need not be on the event as well."""
    match happening.event.name:
        case "order.canceled":
            return leg.cancel_reason
        case "refund.asked" if refund:
            return refund.reason
        case "refund.declined" if refund:
            return refund.answer
    return happening.reason
