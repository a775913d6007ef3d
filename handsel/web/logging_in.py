"""People log in at a face of a portal, in its brand, and log out (USR-9)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.session_models import Proof
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.entering import FACES, HOMES, lead_in
from handsel.web.known_devices import place_of
from handsel.web.portals import PortalRequest
from handsel.web.provider_entry import providers_of
from handsel.web.sessions import check_entry, end_session, safe_next
from handsel.web.sign_in import LogInForm


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: PortalRequest, way: Way) -> HttpResponse:
    """Ask for address and password, and lead in whose they are."""
    form = LogInForm(request.POST or None)
    user = form.submit(lambda typed: check_entry(request, typed, place_of(request), way))
    if user:
        return lead_in(request, user, way, to=safe_next(request, HOMES[way]), proof=Proof.PASSWORD)
    shown = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "face": FACES[way],
        "providers": providers_of(request, way),
    }
    return render(request, f"{FACES[way]}/session/log_in.html", shown, status=form.status)


@anyone
@require_POST
def log_out(request: PortalRequest, way: Way) -> HttpResponse:
    """End the session here: staff see the log-in again, customers the shop."""
    end_session(request)
    return redirect("console:log-in" if way == Way.CONSOLE else HOMES[way])
