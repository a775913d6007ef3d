"""Who is logged in at this portal, and how a session begins and ends."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth import login, logout, user_logged_in
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from handsel.identity.actor import system
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import User
from handsel.identity.throttling import Place
from handsel.kernel.clock import now
from handsel.kernel.isolation import reading_paused
from handsel.timeline.origin import Origin, Way
from handsel.web.network import UNKNOWN, client_address
from handsel.web.portals import PortalRequest

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def user_of(request: HttpRequest) -> User | None:
    """Return who is logged in at this portal; a session of another portal counts as nobody."""
    user = getattr(request, "user", AnonymousUser())
    return user if isinstance(user, User) else None


def check_entry(
    request: PortalRequest, typed: Mapping[str, str], place: Place, has_seat: Callable[[User], bool], else_: str
) -> User:
    """Return who logs in with the e-mail and password in `typed` at `place`, if they have a seat at this face.

    Raises WrongLogin, saying `else_` to somebody whose seat is at the other face; TooManyTries.
    """
    way = Way.CONSOLE if request.path.startswith("/console/") else Way.STOREFRONT
    portal = system(request.portal.seller_id).coming_from(origin_of(request, way))
    user = check_login(**typed, place=place, by=portal, at=now())
    if not has_seat(user):
        raise WrongLogin(else_)
    return user


def begin_session(request: HttpRequest, user: User) -> None:
    """Log `user` in, in a new session."""
    # The log-in operation notes when; Django's own note would be a write outside of any scope.
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    with reading_paused():
        login(request, user, backend=_BACKEND)


def end_session(request: HttpRequest) -> None:
    """Log out and forget the session."""
    with reading_paused():
        logout(request)


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
