"""How the reader of this answer likes things written: language, time zone, dates, numbers (USR-1, SHO-2, SHO-4)."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from handsel.accounts.portal_settings import OpenPortal
from handsel.web.sessions import user_of
from handsel.web.visiting import manners_of_guest

_date_format: ContextVar[str] = ContextVar("date_format", default="")
_number_format: ContextVar[str] = ContextVar("number_format", default="")

FALLBACK = "j M Y"
"""Unmistakable in every country, for readers who have not chosen."""


class MannersMiddleware:
    """Write this answer as its reader likes it; for strangers as the portal does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        portal: OpenPortal | None = getattr(request, "portal", None)
        if portal is None:
            return self.get_response(request)
        language, dates = _likes(request, portal)
        prefer_dates(dates)
        prefer_numbers(portal.number_format)
        request.LANGUAGE_CODE = language  # as Django's own middleware does
        with translation.override(language), timezone.override(portal.time_zone):
            return self.get_response(request)


def _likes(request: HttpRequest, portal: OpenPortal) -> tuple[str, str]:
    """Return the language and the date format of the user, or guest; for strangers what they chose here, else ours."""
    if user := user_of(request):
        return user.language, user.date_format
    return manners_of_guest(request) or (
        portal.language_of(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")),
        portal.date_format,
    )


def prefer_dates(written: str) -> None:
    """Write dates as `written`, in Django's letters, until the next call; empty for the fallback."""
    _date_format.set(written)


def date_format() -> str:
    return _date_format.get() or FALLBACK


def prefer_numbers(marks: str) -> None:
    """Write numbers with these two marks, between thousands and before decimals, until the next call.

    Empty for those of the reader's language.
    """
    _number_format.set(marks)


def number_marks() -> str:
    return _number_format.get()
