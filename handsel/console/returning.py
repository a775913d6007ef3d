"""Lead people back to where they were: a list keeps its queue, search and page after something was done in it."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from handsel.web.answers import done


def done_here(request: HttpRequest, said: str, otherwise: str, *parts: object, is_all: bool = True) -> HttpResponse:
    """Say `said` on the page that the person is on, made anew; `is_all` is false where not all was done.

    Without htmx, or where the page is the dialog itself in a window of its own, lead to the URL name `otherwise`.
    """
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    here = htmx.current_url_abs_path if htmx else None
    if here and urlsplit(here).path != request.path:
        return done(request, said, here, is_all=is_all)
    return done(request, said, otherwise, *parts, is_all=is_all)


def lead(request: HttpRequest, address: str) -> HttpResponse:
    """Lead the browser to `address`, out of whatever part of a page asked."""
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
