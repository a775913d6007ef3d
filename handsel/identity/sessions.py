"""Sessions begin, are seen, and end: one, or all others, at once and everywhere (USR-7, USR-4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Kept
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from handsel.identity.actor import Actor, system
from handsel.identity.links import digest_of
from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.identity.session_models import Proof, Session
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import MOMENT, TEXT, Prepared
from handsel.kernel.refusal import NotFound
from handsel.timeline.origin import Origin
from handsel.timeline.record import record

SEEN_EVERY = timedelta(minutes=1)
LASTS = timedelta(days=14)
"""How long a log-in holds, whatever is done with it."""


@dataclass(frozen=True)
class Entry:
    """How somebody got in: by which `proof`, at which `device`, and when they gave it if that was not just now."""

    proof: Proof
    device: str
    proved_at: datetime | None = None


@operation
def begin_session(*, user_id: int, secret: str, entry: Entry, by: Actor, at: datetime) -> Session:
    """Let the user in with `secret`, the key in their cookie. `by` is the portal; its origin says from where.

    This is the one place where a log-in is told, however somebody proved who they are.

    Raises User.DoesNotExist.
    """
    user = User.objects.get(pk=user_id, seller_id=by.seller_id)
    session = Session.objects.create(
        seller_id=by.seller_id,
        user=user,
        digest=digest_of(secret),
        way=by.origin.way,
        device=entry.device,
        address=by.origin.address or None,
        created_at=at,
        seen_at=at,
        expires_at=at + LASTS,
        proof=entry.proof,
        proved_at=entry.proved_at or at,
    )
    User.objects.filter(pk=user.pk).update(last_login=at)
    author = as_themselves(user, by.origin)
    tell_of_login("session.began", user, by=author, at=at, device=entry.device, proof=entry.proof.value)
    return session


def _with_secret(seller_id: int, digest: str, secret: str, at: datetime) -> QuerySet[Session]:
    """Return the session with a key, with its user, and what Django keeps under the key."""
    kept = Kept.objects.filter(session_key=secret, expire_date__gt=at)
    found = Session.objects.open(at).select_related("user").filter(seller_id=seller_id, digest=digest)
    return found.annotate(kept=Subquery(kept.values("session_data")))


WITH_SECRET = Prepared(_with_secret, digest=TEXT, secret=TEXT, at=MOMENT)
"""Every page begins with it."""


def session_with(secret: str, *, seller_id: int, at: datetime) -> Session | None:
    """Return the session that the key in a cookie opens at this portal, with its user; None when it lets nobody in.

    `kept` on it is what Django keeps under the key, as it writes it.
    """
    session = WITH_SECRET.first(seller_id, digest_of(secret), secret, at)
    return session if session and session.user.is_active else None


def note_seen(session: Session, *, by: Actor, at: datetime) -> None:
    """Remember that the session is in use, at most once a minute."""
    if at - session.seen_at >= SEEN_EVERY:
        _note_seen(session_id=session.pk, by=by, at=at)


@operation
def _note_seen(*, session_id: int, by: Actor, at: datetime) -> None:
    """Set the moment and the address of last use. Raises nothing."""
    Session.objects.filter(pk=session_id, ended_at__isnull=True, seen_at__lt=at).update(
        seen_at=at, address=by.origin.address or None
    )


@operation
def log_out(*, session_id: int, by: Actor, at: datetime) -> Session:
    """End one of the asker's own sessions; ending it twice is ending it once.

    Raises NotFound, User.DoesNotExist.
    """
    session = Session.objects.select_for_update().filter(pk=session_id, user=user_behind(by)).first()
    if session is None:
        raise NotFound(_("There is no such device."))
    if session.ended_at is None:
        session.ended_at = at
        session.save(update_fields=["ended_at"])
        tell_of_login("session.ended", session.user, by=by, at=at, device=session.device)
    return session


@operation
def log_out_everywhere(*, except_id: int | None, by: Actor, at: datetime) -> int:
    """End all sessions of the asker but the one that they ask with; return how many. Raises User.DoesNotExist."""
    user = user_behind(by)
    count = end_sessions(user=user, at=at, except_id=except_id)
    if count:
        tell_of_login("session.ended", user, by=by, at=at, sessions=count)
    return count


@step
def end_sessions(*, user: User, at: datetime, except_id: int | None = None) -> int:
    """End the sessions of `user` on every device, but for the one with `except_id`; return how many were open."""
    others = Session.objects.open(at).filter(seller_id=user.seller_id, user=user).exclude(pk=except_id or 0)
    return others.update(ended_at=at)


def remove_old_sessions(*, at: datetime, limit: int = 500) -> int:
    """Remove what has expired, per portal in a transaction of its own; return how many."""
    SessionStore.clear_expired()
    sellers = {row["seller_id"] for row in call_function("identity_sessions_to_remove", at, limit)}
    return sum(_remove_expired(by=system(seller_id), at=at) for seller_id in sellers)


@operation
def _remove_expired(*, by: Actor, at: datetime) -> int:
    """Remove the portal's sessions that have expired and return how many. Raises nothing."""
    return Session.objects.filter(seller_id=by.seller_id, expires_at__lte=at).delete()[0]


@step
def user_behind(by: Actor) -> User:
    """Return the person who asks, locked, so that changes of one log-in come one after another.

    Raises User.DoesNotExist, for programs too.
    """
    return User.objects.select_for_update().get(pk=by.user_id or 0, seller_id=by.seller_id)


def as_themselves(user: User, origin: Origin) -> Actor:
    """Return `user` as who does something to the own log-in; nobody needs a right for that."""
    seat = Seat.objects.filter(user=user).order_by("pk").first()
    role = Role(seat.role) if seat else Role.READ_ONLY
    return Actor(user_id=user.pk, name=user.name, seller_id=user.seller_id, role=role, origin=origin)


@step
def tell_of_login(name: str, user: User, *, by: Actor, at: datetime, **data: Any) -> None:
    """Record what happened to the log-in of `user`, on the timeline of whom they work or buy for."""
    seat = Seat.objects.filter(user=user).order_by("pk").first()
    account_id = (seat and seat.buyer_id) or user.seller_id
    record(name, subject=user, account_id=account_id, by=by, at=at, **data)
