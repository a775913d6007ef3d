"""What is not delivered is paid back through every tier, and what nobody has begun can be canceled (ORD-12)."""

from datetime import datetime

from django.db.models import QuerySet

from handsel.deliveries.models import Delivery
from handsel.deliveries.moves import DeliveryState, before
from handsel.deliveries.rules import DeliveryBegun, DeliveryConflict, may_cancel_settled, may_give_back
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.reasons import given
from handsel.orders.models import Fulfilment, Leg
from handsel.timeline.record import record

NOT_DELIVERED, TAKEN_BACK = "was not delivered.", "was taken back."
"""What the credit notes of all tiers say; why, the supplier's own buyer reads."""


@operation
def give_back_line(*, delivery_id: int, reason: str, by: Actor, at: datetime) -> Delivery:
    """Cancel one line that the seller supplies, and give its money back on every edge, all in one or not at all.

    Each seller on the way writes its buyer a credit note of what that buyer paid for the line. What was delivered
    already is taken back in the same way. `reason` is kept with the supplier's history.
    Raises Forbidden, Delivery.DoesNotExist when it is unknown or supplied by somebody else, DeliveryConflict, Invalid
    without a reason.
    """
    told = given(reason, "Enter a reason; it stays with the order.")
    delivery = supplied_by(by).get(pk=delivery_id)
    may_give_back(by, delivery).or_refuse()
    why = TAKEN_BACK if delivery.state == DeliveryState.DELIVERED else NOT_DELIVERED
    record(
        "delivery.canceled",
        subject=delivery, account_id=delivery.buyer_id, by=by, at=at, reason=told,
        number=delivery.leg.number, product=delivery.leg_line.product,
    )  # fmt: skip
    if not call_scalar("deliveries_take_back", delivery.pk, before(DeliveryState.CANCELED), why, by.name, at):
        raise DeliveryConflict("Somebody else was quicker; look at it again.")
    delivery.refresh_from_db()
    return delivery


@operation
def cancel_settled_order(*, leg_id: int, reason: str, by: Actor, at: datetime) -> Leg:
    """Cancel what is paid and nobody has begun to deliver: its money goes back on every edge, in one or not at all.

    What was delivered stays, and the lines that were not keep the reason. Raises Forbidden, Leg.DoesNotExist, Invalid
    without a reason, DeliveryBegun while somebody delivers something of it, DeliveryConflict when nothing waits (any
    more).
    """
    leg = Leg.objects.get(pk=leg_id)
    may_cancel_settled(by, leg).or_refuse()
    told = given(reason, "Enter a reason; the customer reads it.")
    match call_scalar("deliveries_cancel", leg.pk, told, by.name, at):
        case "begun":
            raise DeliveryBegun(f"Something of order {leg.number} is being delivered at this moment; ask again later.")
        case "over":
            raise DeliveryConflict(f"Nothing of order {leg.number} waits to be delivered any more.")
    leg.refresh_from_db()
    if leg.fulfilment != Fulfilment.CANCELED:
        record(
            "order.rest_canceled",
            subject=leg, account_id=leg.buyer_id, by=by, at=at, reason=told, number=leg.number,
        )  # fmt: skip
    return leg


def supplied_by(by: Actor) -> QuerySet[Delivery]:
    """Return the deliveries of lines that the seller of `by` supplies itself."""
    return Delivery.objects.filter(task__seller_id=by.seller_id).select_related("leg", "leg_line")
