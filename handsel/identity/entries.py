"""Who tried to come in and did not: on the timeline, without a word on what was typed (OPS-2)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.models import LoginAttempt, Seat, User
from handsel.identity.throttling import TRIES_AT_ACCOUNT, WINDOW, Place
from handsel.kernel.operation import step
from handsel.timeline.record import record_all


@step
def tell_refusal(user: User | None, *, email: str, place: Place, by: Actor, at: datetime) -> None:
    """Record a failed log-in, the first of a quarter of an hour and the one that exhausts the tries.

    So nobody fills the timeline by guessing. An address that nobody has is not kept: people type passwords there.
    """
    began = at - WINDOW
    tries = LoginAttempt.objects.filter(seller_id=by.seller_id, email=email[:254], address=place.network, at__gt=began)
    number = tries[: TRIES_AT_ACCOUNT + 1].count()
    if number in {1, TRIES_AT_ACCOUNT}:
        kind, subject_id = ("user", user.pk) if user else ("portal", by.seller_id)
        account_id = _account_of(user) if user else by.seller_id
        fact = (kind, subject_id, account_id, {"tries": number, "is_known": user is not None})
        record_all("session.refused", [fact], by=by, at=at)


@step
def tell_second_refusal(user: User, *, shown: str, by: Actor, at: datetime) -> None:
    """Record that what was `shown` beside the right password was wrong: each time, since few get that far."""
    facts = {"step": "second", "shown": shown, "is_known": True}
    record_all("session.refused", [("user", user.pk, _account_of(user), facts)], by=by, at=at)


def _account_of(user: User) -> int:
    buyers = Seat.objects.filter(user=user).order_by("pk").values_list("buyer_id", flat=True)
    return buyers.first() or user.seller_id
