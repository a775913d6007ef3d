"""Lead people back to where they were: a list keeps its queue, search and page after something was done in it."""

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from handsel.web.answers import done


def done_here(request: HttpRequest, said: str, otherwise: str, *parts: object) -> HttpResponse:
    """Say `said` on the page that the person is on, made anew; without htmx lead to the URL name `otherwise`."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    here = htmx.current_url_abs_path if htmx else None
    return done(request, said, here) if here else done(request, said, otherwise, *parts)
