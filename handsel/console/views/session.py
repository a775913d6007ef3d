"""Staff log in and log out, in the portal's brand (USR-9)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.console.desk import has_desk
from handsel.identity.actor import system
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import User
from handsel.kernel.clock import now
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest
from handsel.web.sessions import address_of, begin_session, end_session, safe_next
from handsel.web.sign_in import LogInForm


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: PortalRequest) -> HttpResponse:
    form = LogInForm(request.POST or None)
    user = form.submit(lambda typed: _staff(request, **typed))
    if user:
        begin_session(request, user)
        return redirect(safe_next(request, "console:start"))
    shown = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "console/session/log_in.html", shown, status=form.status)


def _staff(request: PortalRequest, **typed: Any) -> User:
    portal = system(request.portal.seller_id)
    user = check_login(**typed, address=address_of(request), by=portal, at=now())
    if not has_desk(user):
        raise WrongLogin("This log-in is for the storefront, not for the console.")
    return user


@anyone
@require_POST
def log_out(request: PortalRequest) -> HttpResponse:
    end_session(request)
    return redirect("console:log-in")
