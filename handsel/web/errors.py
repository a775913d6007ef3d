"""Error pages: in plain words, without a trace of what is behind them (OPS-3).

The page for "not found" is the same, byte for byte, whether a thing does not exist or belongs to somebody else.
Each leads to the start of the face that it was asked of; where nobody lives, there is none.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

CONSOLE = "/console/"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    text = _("There is nothing at this address, or nothing that you may see.")
    return _page(HTTPStatus.NOT_FOUND, _("Not found"), text, _start(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(HTTPStatus.FORBIDDEN, _("Not allowed"), _("You may not do this here."), _start(request))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    text = _("This page was open for too long, or in another window with another log-in. Reload it and try again.")
    return _page(HTTPStatus.FORBIDDEN, _("Please try again"), text, _start(request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(HTTPStatus.BAD_REQUEST, _("Not understood"), _("This request could not be read."), _start(request))


def misdirected(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer for a host that is no portal's (safety P4)."""
    text = _("No portal lives at this address. Check it for typing errors.")
    return _page(HTTPStatus.MISDIRECTED_REQUEST, _("Nobody lives here"), text)


def failed(request: HttpRequest) -> HttpResponse:
    text = _("Something went wrong on our side; nothing was half done. Try again in a moment.")
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, _("That did not work"), text, _start(request))


def _start(request: HttpRequest) -> str:
    return CONSOLE if request.path.startswith(CONSOLE) else "/"


def _page(status: HTTPStatus, heading: str, text: str, start: str = "") -> HttpResponse:
    """Render without the request, so that nothing of who asks or what for can stand in the page."""
    shown = {"heading": heading, "text": text, "start": start}
    return HttpResponse(render_to_string("web/error.html", shown), status=status)
