"""From one portal to another: out by a form that leads there, in by a click (USR-6, safety P1, P2).

The secret travels in the body of a POST only: never in an address, so in no log, history or Referer.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from handsel.accounts.portal_settings import OpenPortal
from handsel.identity.actor import system
from handsel.identity.guests import VisitKind
from handsel.identity.links import LinkSpent
from handsel.kernel.clock import now
from handsel.visits.handing import Onward, arrival_with, begin_visit
from handsel.visits.models import Destination
from handsel.web.access import anyone
from handsel.web.link_pages import link_spent
from handsel.web.portals import PortalRequest
from handsel.web.sessions import origin_of, user_of
from handsel.web.visiting import WAYS, leave, receive_guest

LEADS_TO = {
    Destination.SHOP: "storefront:shop",
    Destination.SERVICES: "storefront:overview",
    Destination.SUBSCRIPTIONS: "storefront:subscriptions",
    Destination.ASSETS: "storefront:billing",
    Destination.CONSOLE: "console:start",
}


def way_out(request: HttpRequest, onward: Onward) -> HttpResponse:
    """Answer with the page whose form leads on to the other portal; this page's forms may lead there, no other's."""
    portal = onward.portal
    shown = {"onward": onward, "address": f"{portal.url}hand-off/"}
    response = render(request, "web/hand_off.html", shown)
    response._csp_update = {"form-action": [origin_of_portal(portal)]}  # type: ignore[attr-defined]  # noqa: SLF001 - as csp_update does
    response["Cache-Control"] = "private, no-store"
    return response


def origin_of_portal(portal: OpenPortal) -> str:
    """Return scheme, host and port of a portal, as browsers compare them."""
    parts = urlsplit(portal.url)
    return f"{parts.scheme}://{parts.netloc}"


@anyone
@never_cache
@csrf_exempt
@sensitive_post_parameters("secret")
@require_POST
def hand_off(request: PortalRequest) -> HttpResponse:
    """Ask whoever comes from another portal whether to go on. It comes from there, so it changes nothing yet."""
    secret = request.POST.get("secret", "")
    arrival = arrival_with(secret, at=now())
    if arrival is None:
        return link_spent(request)
    shown = {"arrival": arrival, "secret": secret, "logged_in": user_of(request), "kinds": VisitKind}
    return render(request, "web/arrival.html", shown)


@anyone
@never_cache
@sensitive_post_parameters("secret")
@require_POST
def hand_off_enter(request: PortalRequest) -> HttpResponse:
    """Begin the visit, after the click."""
    secret = request.POST.get("secret", "")
    arrival = arrival_with(secret, at=now())
    if arrival is None:
        return link_spent(request)
    portal = system(request.portal.seller_id).coming_from(origin_of(request, WAYS[arrival.kind]))
    try:
        visit = begin_visit(secret=secret, by=portal, at=now())
    except LinkSpent:
        return link_spent(request)
    receive_guest(request, visit)
    return HttpResponseRedirect(resolve_url(LEADS_TO[Destination(visit.destination)]))


@anyone
@require_POST
def visit_end(request: PortalRequest) -> HttpResponse:
    """End the visit, and lead back to where it came from."""
    back = leave(request) or "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return render(request, "web/visit_over.html", {"back": back})
