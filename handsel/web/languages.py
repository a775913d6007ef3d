"""The language that a stranger reads this portal in; whoever is logged in has one of their own (SHO-2, SHO-4)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handsel.web.access import anyone
from handsel.web.portals import PortalRequest
from handsel.web.sessions import safe_next

A_YEAR = 365 * 24 * 60 * 60


@anyone
@require_POST
def language(request: PortalRequest) -> HttpResponse:
    response = redirect(safe_next(request, "/"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        request.portal.language_of(request.POST.get("language", "")),
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response
