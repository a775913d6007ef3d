"""Shut a person out at once and on every device, and let them in again (USR-4, USR-5)."""

from collections.abc import Sequence
from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.identity.owners import keep_an_owner
from handsel.identity.places import refuse_unless_all_seen, seats_of
from handsel.identity.proof import proven
from handsel.identity.rules import could_deactivate, could_let_in_and_out
from handsel.identity.sessions import end_sessions
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record_all


@operation
@proven
def deactivate_user(*, user_id: int, by: Actor, at: datetime) -> User:
    """Take the log-in at this portal away from a person: wherever they are logged in, it ends with the next click.

    It concerns the whole log-in, at every account where they have a place; so `by` must be one who could have let
    them in at each. Their one-time links stop working too. Deactivating twice is deactivating once.

    Raises ProofNeeded, Forbidden, LastOwner, User.DoesNotExist.
    """
    return shut_out(user_id, by=by, at=at)


@step
def shut_out(user_id: int, *, by: Actor, at: datetime) -> User:
    """Do what `deactivate_user` promises, as part of more. Raises Forbidden, LastOwner, User.DoesNotExist."""
    user = User.objects.select_for_update().get(seller_id=by.seller_id, pk=user_id)
    seats = seats_of(user)
    could_deactivate(by, user, seats).or_refuse()
    refuse_unless_all_seen(by, user, seats)
    return end_log_in(user, seats, by=by, at=at)


@step
def end_log_in(user: User, seats: list[Seat], *, by: Actor, at: datetime) -> User:
    """Do it for whoever may. Raises LastOwner."""
    if user.deactivated_at is None:
        keep_an_owner(user)
        user.deactivated_at = at
        log_out_everywhere(user, ["deactivated_at"], at=at)
        _record("user.deactivated", user, seats, by=by, at=at)
    return user


@step
def log_out_everywhere(user: User, fields: Sequence[str] = (), *, at: datetime) -> None:
    """End the sessions of `user` on every device, let their one-time links stop working, and save `fields` too."""
    if fields:
        user.save(update_fields=[*fields])
    end_sessions(user=user, at=at)
    OneTimeLink.objects.filter(user=user, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)


@operation
@proven
def activate_user(*, user_id: int, by: Actor, at: datetime) -> User:
    """Let a person who was deactivated log in again, with the password they had; no old session comes back to life.

    Who had not chosen a password yet needs a new activation link. Activating twice is activating once.

    Raises ProofNeeded, Forbidden, User.DoesNotExist.
    """
    user = User.objects.select_for_update().get(seller_id=by.seller_id, pk=user_id)
    seats = seats_of(user)
    could_let_in_and_out(by, seats).or_refuse()
    refuse_unless_all_seen(by, user, seats)
    return give_log_in_back(user, seats, by=by, at=at)


@step
def give_log_in_back(user: User, seats: list[Seat], *, by: Actor, at: datetime) -> User:
    """Do it for whoever may."""
    if user.deactivated_at is not None:
        user.deactivated_at = None
        user.save(update_fields=["deactivated_at"])
        _record("user.reactivated", user, seats, by=by, at=at)
    return user


@step
def _record(name: str, user: User, seats: list[Seat], *, by: Actor, at: datetime) -> None:
    """Record it at each account where `user` has a place, since it concerns them all."""
    accounts = dict.fromkeys(seat.buyer_id or user.seller_id for seat in seats) or {user.seller_id: None}
    record_all(name, [("user", user.pk, account_id, {}) for account_id in accounts], by=by, at=at)
