"""Staff log in and log out, in the portal's brand (USR-9)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.session_models import Proof
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.entering import HOMES, lead_in
from handsel.web.known_devices import place_of
from handsel.web.portals import PortalRequest
from handsel.web.provider_entry import providers_of
from handsel.web.sessions import check_entry, end_session, safe_next
from handsel.web.sign_in import LogInForm


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: PortalRequest) -> HttpResponse:
    form = LogInForm(request.POST or None)
    user = form.submit(lambda typed: check_entry(request, typed, place_of(request), Way.CONSOLE))
    if user:
        to = safe_next(request, HOMES[Way.CONSOLE])
        return lead_in(request, user, Way.CONSOLE, to=to, proof=Proof.PASSWORD)
    shown = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "face": "console",
        "providers": providers_of(request, Way.CONSOLE),
    }
    return render(request, "console/session/log_in.html", shown, status=form.status)


@anyone
@require_POST
def log_out(request: PortalRequest) -> HttpResponse:
    end_session(request)
    return redirect("console:log-in")
