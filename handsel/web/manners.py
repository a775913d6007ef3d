"""How the reader of this answer likes things written: language, time zone, dates (USR-1, SHO-2)."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from handsel.web.sessions import user_of

_date_format: ContextVar[str] = ContextVar("date_format", default="")

FALLBACK = "j M Y"
"""Unmistakable in every country, for readers who have not chosen."""


class MannersMiddleware:
    """Write this answer as its reader likes it; for strangers as the portal does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        portal = getattr(request, "portal", None)
        if portal is None:
            return self.get_response(request)
        user = user_of(request)
        prefer_dates(user.date_format if user else "")
        language = user.language if user else portal.language
        request.LANGUAGE_CODE = language  # as Django's own middleware does
        with translation.override(language), timezone.override(portal.time_zone):
            return self.get_response(request)


def prefer_dates(written: str) -> None:
    """Write dates as `written`, in Django's letters, until the next call; empty for the fallback."""
    _date_format.set(written)


def date_format() -> str:
    return _date_format.get() or FALLBACK
