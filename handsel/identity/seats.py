"""The places of one person at one portal: which there are, and which one they took last (USR-5)."""

from datetime import datetime

from django.db.models import F, QuerySet

from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.kernel.operation import operation
from handsel.timeline.record import record

LAST_TAKEN_FIRST = (F("taken_at").desc(nulls_last=True), "pk")
"""The order of a person's seats: those never taken stand in the order in which they were given."""


def seats_of_user(user: User) -> QuerySet[Seat]:
    """Return the seats of `user` with the accounts they are at."""
    return Seat.objects.filter(user=user).select_related("buyer", "seller").order_by(*LAST_TAKEN_FIRST)


@operation
def take_seat(*, seat_id: int, by: Actor, at: datetime) -> Seat:
    """Remember that `by` took this seat of their own, so that the next log-in leads there.

    Raises Seat.DoesNotExist when it is none of theirs (any more).
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(seller_id=by.seller_id, user_id=by.user_id or 0, pk=seat_id)
    seat.taken_at = at
    seat.save(update_fields=["taken_at"])
    record("seat.taken", subject=seat, account_id=seat.buyer_id or seat.seller_id, by=by, at=at)
    return seat
