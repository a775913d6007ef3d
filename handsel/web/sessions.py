"""Who is logged in at this portal, and how a session begins and ends."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from handsel.identity import sessions
from handsel.identity.actor import Actor, system
from handsel.identity.devices import device_of
from handsel.identity.login import check_login
from handsel.identity.models import User
from handsel.identity.session_models import Proof, Session
from handsel.identity.sessions import Entry, note_seen, session_with
from handsel.identity.throttling import Place
from handsel.kernel.clock import now
from handsel.kernel.isolation import reading_paused
from handsel.timeline.origin import Origin, Way
from handsel.web.doors import door_for
from handsel.web.network import UNKNOWN, client_address
from handsel.web.portals import PortalRequest


def session_of(request: HttpRequest) -> Session | None:
    """Return the session that the request comes with, if it lets somebody in at this very portal."""
    if not hasattr(request, "_own_session"):
        request._own_session = _look_up(request)  # type: ignore[attr-defined]  # noqa: SLF001 - kept for this request
    found: Session | None = request._own_session  # type: ignore[attr-defined]  # noqa: SLF001 - the same
    return found


def _look_up(request: HttpRequest) -> Session | None:
    key = request.session.session_key
    portal = getattr(request, "portal", None)
    if not key or portal is None:
        return None
    found = session_with(key, seller_id=portal.seller_id, at=now())
    if found:
        _take(request.session, found.kept)  # type: ignore[attr-defined]  # as `session_with` finds it
        by = system(portal.seller_id).coming_from(origin_of(request, Way(found.way)))
        note_seen(found, by=by, at=now())
    return found


def _take(store: SessionBase, kept: str | None) -> None:
    """Spare Django the look-up of what it keeps for this browser."""
    if kept is not None and not hasattr(store, "_session_cache"):
        store._session_cache = store.decode(kept)  # type: ignore[attr-defined]  # noqa: SLF001 - where it looks first


def user_of(request: HttpRequest) -> User | None:
    """Return who is logged in at this portal; a session of another portal counts as nobody."""
    session = session_of(request)
    return session.user if session else None


def check_entry(request: PortalRequest, typed: Mapping[str, str], place: Place, way: Way) -> User:
    """Return who logs in with the e-mail and password in `typed` at `place`, if they have a place at either face.

    Raises WrongLogin, TooManyTries, AccountClosed.
    """
    user = check_login(**typed, place=place, by=portal_of(request, way), at=now())
    door_for(user, way)
    return user


def portal_of(request: PortalRequest, way: Way) -> Actor:
    """Return the portal as who acts while nobody is logged in, coming from where the request does."""
    return system(request.portal.seller_id).coming_from(origin_of(request, way))


def begin_session(request: PortalRequest, user: User, *, way: Way, proof: Proof) -> Session:
    """Log `user` in under a new key; whoever was logged in here before is no longer."""
    end_session(request)
    with reading_paused():
        request.session.cycle_key()  # there is none yet: this makes one
    rotate_token(request)
    entry = Entry(proof, device_of(request.headers.get("User-Agent", "")))
    key = request.session.session_key or ""
    by = portal_of(request, way)
    session = sessions.begin_session(user_id=user.pk, secret=key, entry=entry, by=by, at=now())
    request._own_session = session  # type: ignore[attr-defined]  # noqa: SLF001 - kept for this request
    return session


def end_session(request: HttpRequest) -> None:
    """Log out, and forget what was kept for this browser."""
    session = session_of(request)
    if session:
        by = sessions.as_themselves(session.user, origin_of(request, Way(session.way)))
        sessions.log_out(session_id=session.pk, by=by, at=now())
    with reading_paused():
        request.session.flush()
    request._own_session = None  # type: ignore[attr-defined]  # noqa: SLF001 - kept for this request


def address_of(request: HttpRequest) -> str:
    """Return the IP address that the request comes from, past the proxies that are trusted; UNKNOWN without one."""
    peer, forwarded = (str(request.META.get(name) or "") for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"))
    return client_address(peer, forwarded, settings.HANDSEL_TRUSTED_PROXIES)


def origin_of(request: HttpRequest, way: Way) -> Origin:
    """Return from where the request comes, for the timeline."""
    address = address_of(request)
    return Origin(way, "" if address == UNKNOWN else address)


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return where to go after the log-in: `next` of the request when it stays on this portal, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # A bare word is no way on: it would be looked up as the name of a view.
    if "/" in wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return resolve_url(otherwise)
