"""Whoever is here on a visit: kept in the session, asked anew with every page, ended with one click (USR-6, USR-10)."""

from django.http import HttpRequest

from handsel.identity.actor import Actor, system
from handsel.identity.guests import VisitKind
from handsel.kernel.clock import now
from handsel.timeline.origin import Origin, Way
from handsel.visits.models import Visit
from handsel.visits.staying import Stay, end_visit, stay_of
from handsel.web.sessions import end_session, origin_of, user_of

_KEPT = "visit"
"""What of a visit stands in the session: its number, and how its person likes things written."""

WAYS = {VisitKind.WORKSPACE: Way.STOREFRONT, VisitKind.LOOK: Way.STOREFRONT, VisitKind.SUPPORT: Way.CONSOLE}


def guest_here(request: HttpRequest, *kinds: VisitKind) -> Stay | None:
    """Return the visit of this session if it is one of `kinds` and may go on; one that may not is forgotten."""
    kept = request.session.get(_KEPT)
    if not kept or kept["kind"] not in kinds:
        return None
    stay = stay_of(kept["id"], at=now())
    if stay is not None and stay.kind == VisitKind.LOOK and not _is_logged_in(request, stay):
        stay = None
    if stay is None:
        del request.session[_KEPT]
    return stay


def _is_logged_in(request: HttpRequest, stay: Stay) -> bool:
    """Whether the log-in beside which somebody looks as a customer still goes on."""
    user = user_of(request)
    return user is not None and user.pk == stay.user_id


def manners_of_guest(request: HttpRequest) -> tuple[str, str] | None:
    """Return the language and the date format of whoever is here from another portal; None where nobody is."""
    kept = request.session.get(_KEPT)
    return (kept["language"], kept["date_format"]) if kept and kept["kind"] != VisitKind.LOOK else None


def receive_guest(request: HttpRequest, visit: Visit) -> None:
    """Begin the session of a visit from another portal, under a new key; whoever was logged in here is no longer."""
    leave(request)
    end_session(request)
    _keep(request, visit)


def look_on(request: HttpRequest, visit: Visit) -> None:
    """Let the storefront be seen in a customer's place, beside the log-in that goes on."""
    leave(request)
    _keep(request, visit)


def go_on(request: HttpRequest, visit: Visit) -> None:
    """Let `visit` take the place of the one that this session was in, which is over; its person is the same."""
    request.session[_KEPT] = {**request.session[_KEPT], "id": visit.pk}


def leave(request: HttpRequest) -> str:
    """End the visit of this session, if there is one, and return the address that leads back to where it came from."""
    kept = request.session.pop(_KEPT, None)
    if not kept:
        return ""
    portal = system(request.portal.seller_id)  # type: ignore[attr-defined]  # a PortalRequest
    visit = end_visit(
        visit_id=kept["id"], by=portal.coming_from(origin_of(request, WAYS[VisitKind(kept["kind"])])), at=now()
    )
    return visit.came_from


def actor_of(stay: Stay, origin: Origin) -> Actor:
    """Return who asks while on a visit: with the rights of a guest, and with where they come from in the log."""
    if stay.kind != VisitKind.LOOK:
        origin = Origin(origin.way, origin.address, stay.home, stay.let_in_by)
    return Actor(
        user_id=stay.user_id,
        name=stay.person,
        seller_id=stay.seller_id,
        role=stay.role,
        buyer_id=stay.buyer_id,
        origin=origin,
        guest=stay.guest,
    )


def _keep(request: HttpRequest, visit: Visit) -> None:
    stay = stay_of(visit.pk, at=now())
    manners = {"language": stay.language, "date_format": stay.date_format} if stay else {}
    request.session[_KEPT] = {"id": visit.pk, "kind": visit.kind, **manners}
