"""The supplier's people deliver: start, hand over, say that it failed, try again; one by one or several (ORD-12)."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.types.json import Jsonb

from handsel.accounts.portal_settings import today_of
from handsel.deliveries.data import Handed
from handsel.deliveries.models import Delivery, DeliveryTask
from handsel.deliveries.moves import DeliveryState, before
from handsel.deliveries.rules import DeliveryConflict, may_deliver, may_move_delivery
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

MOST_AT_ONCE, LONGEST_REASON, LONGEST_NOTE = 200, 1000, 2000


@operation
def start_deliveries(*, delivery_ids: Sequence[int], by: Actor, at: datetime) -> list[Delivery]:
    """Say that somebody is at work on these deliveries, so that nobody else is and no order is canceled meanwhile.

    All of them, or none. Raises Forbidden, Delivery.DoesNotExist when one is unknown or supplied by somebody else,
    DeliveryConflict, Invalid for more than 200 at once.
    """
    return [move(found, DeliveryState.STARTED, by, at) for found in _found(delivery_ids, by)]


@operation
def deliver(*, delivery_ids: Sequence[int], handed: Handed, by: Actor, at: datetime) -> list[Delivery]:
    """Hand over what was ordered; its buyer, and each tier on its own edge, reads `handed`. All of them, or none.

    The order is executed on every leg whose lines are all over. Raises Forbidden, Delivery.DoesNotExist,
    DeliveryConflict, DeliveryDataMissing for a licence or the like without anything said, DeliveryOneByOne where
    several would share a key or a domain, Invalid.
    """
    found = _found(delivery_ids, by)
    handed.check_for_all([delivery.leg_line.kind for delivery in found], today_of(by.seller_id, at))
    return [move(delivery, DeliveryState.DELIVERED, by, at, handed=handed) for delivery in found]


@operation
def fail_deliveries(*, delivery_ids: Sequence[int], reason: str, by: Actor, at: datetime) -> list[Delivery]:
    """Say that these could not be delivered, with a reason that the supplier's own buyer reads. All, or none.

    Nothing moves yet: it is tried again, or the money is given back. Raises Forbidden, Delivery.DoesNotExist,
    DeliveryConflict, Invalid without a reason.
    """
    told = " ".join(reason.split())
    if not 0 < len(told) <= LONGEST_REASON:
        said = f"Enter a reason of at most {LONGEST_REASON:,} characters; your buyer reads it."
        raise Invalid(fields={"reason": said})
    return [move(found, DeliveryState.FAILED, by, at, reason=told) for found in _found(delivery_ids, by)]


@operation
def retry_deliveries(*, delivery_ids: Sequence[int], by: Actor, at: datetime) -> list[Delivery]:
    """Try again what failed: it waits for your people, or your program is told at once. All of them, or none.

    Raises Forbidden, Delivery.DoesNotExist, DeliveryConflict, Invalid for more than 200 at once.
    """
    return [move(found, DeliveryState.WAITING, by, at) for found in _found(delivery_ids, by)]


@operation
def note_delivery(*, delivery_id: int, text: str, by: Actor, at: datetime) -> DeliveryTask:
    """Leave a note for colleagues with a task; nobody else reads it.

    Raises Forbidden, DeliveryTask.DoesNotExist, Invalid when it is too long.
    """
    may_deliver(by).or_refuse()
    if len(text.strip()) > LONGEST_NOTE:
        raise Invalid(fields={"note": f"Write at most {LONGEST_NOTE:,} characters."})
    task = DeliveryTask.objects.get(seller_id=by.seller_id, delivery_id=delivery_id)
    if task.note != text.strip():
        task.note = text.strip()
        task.save(update_fields=["note"])
        record("delivery.noted", subject=task.delivery, account_id=task.buyer_id, by=by, at=at, number=task.number)
    return task


@step
def move(
    delivery: Delivery, after: DeliveryState, by: Actor, at: datetime, *, handed: Handed | None = None, reason: str = ""
) -> Delivery:
    """Take a delivery on to `after` on every leg of its order. Raises DeliveryConflict when somebody was quicker."""
    may_move_delivery(by, delivery, after).or_refuse()
    handed = handed or Handed()
    expires: date | None = handed.expires_on
    told = (after, reason, Jsonb(handed.rows), expires, by.name, at)
    # Recorded first: what follows from it, such as that the order is executed, stands after it in the history.
    record(
        {
            DeliveryState.WAITING: "delivery.retried",
            DeliveryState.STARTED: "delivery.started",
            DeliveryState.DELIVERED: "delivery.made",
            DeliveryState.FAILED: "delivery.failed",
        }[after],
        subject=delivery, account_id=delivery.buyer_id, by=by, at=at, reason=reason,
        number=delivery.leg.number, product=delivery.leg_line.product,
    )  # fmt: skip
    if not call_scalar("deliveries_move", delivery.pk, before(after), *told):
        raise DeliveryConflict("Somebody else was quicker; look at it again.")
    delivery.refresh_from_db()
    return delivery


def _found(delivery_ids: Sequence[int], by: Actor) -> list[Delivery]:
    may_deliver(by).or_refuse()
    wanted = sorted(set(delivery_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(fields={"deliveries": f"Choose at most {MOST_AT_ONCE} at once."})
    tasks = DeliveryTask.objects.filter(seller_id=by.seller_id, delivery__in=wanted)
    rows = tasks.select_related("delivery__leg", "delivery__leg_line").order_by("delivery")
    found = [task.delivery for task in rows]
    if not wanted or len(found) < len(wanted):
        raise Delivery.DoesNotExist
    return found
