"""Customers log in and log out, in their seller's brand (USR-9)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handsel.identity.actor import system
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import User
from handsel.kernel.clock import now
from handsel.storefront.counter import has_counter
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest
from handsel.web.sessions import address_of, begin_session, end_session, safe_next
from handsel.web.sign_in import LogInForm


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: PortalRequest) -> HttpResponse:
    form = LogInForm(request.POST or None)
    user = form.submit(lambda typed: _customer(request, **typed))
    if user:
        begin_session(request, user)
        return redirect(safe_next(request, "storefront:shop"))
    shown = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "storefront/session/log_in.html", shown, status=form.status)


def _customer(request: PortalRequest, **typed: Any) -> User:
    portal = system(request.portal.seller_id)
    user = check_login(**typed, address=address_of(request), by=portal, at=now())
    if not has_counter(user):
        raise WrongLogin(_("This log-in is for the console, not for the storefront."))
    return user


@anyone
@require_POST
def log_out(request: PortalRequest) -> HttpResponse:
    end_session(request)
    return redirect("storefront:shop")
