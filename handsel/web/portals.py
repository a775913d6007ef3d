"""Which portal an address belongs to; everything that a request reads, it reads under that portal's scope (OPS-3)."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost, ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django_htmx.middleware import HtmxDetails

from handsel.accounts.portal_settings import OpenPortal, portal_at
from handsel.kernel.isolation import Reading, Scope
from handsel.kernel.refusal import Refusal
from handsel.web import errors
from handsel.web.refusals import refusal_toast

Answer = Callable[[HttpRequest], HttpResponse]

_EVERYWHERE = ("/healthz", settings.STATIC_URL)
_NO_PORTAL = {"127.0.0.1", "[::1]"}


class PortalRequest(HttpRequest):
    """The request as every page of a portal gets it."""

    portal: OpenPortal
    htmx: HtmxDetails


class PortalMiddleware:
    """Find the portal by the host, and keep a read-only transaction under its scope open while the page is made.

    An unknown host is answered with 421. The installation's own address shows the front page. A refusal that a view
    lets through becomes a toast or a page; a row that is not found, here or anywhere, the same 404.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_EVERYWHERE):
            return self.get_response(request)
        try:
            host, _port = split_domain_port(request.get_host())
        except DisallowedHost:
            return errors.misdirected(request)
        if host == settings.HANDSEL_DOMAIN or host in _NO_PORTAL:
            request.urlconf = "handsel.web.front_urls"
            return self.get_response(request)
        portal = _portal_at(host)
        if portal is None:
            return errors.misdirected(request)
        with Reading(Scope((portal.seller_id,))):
            request.portal = portal  # type: ignore[attr-defined]  # now a PortalRequest
            response = self.get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal) and exception.status != HTTPStatus.NOT_FOUND:
            return refusal_toast(request, exception)
        if isinstance(exception, ObjectDoesNotExist | Refusal):
            return errors.not_found(request)
        return None


def _portal_at(host: str) -> OpenPortal | None:
    name, _, domain = host.lower().partition(".")
    if domain == settings.HANDSEL_DOMAIN:
        return portal_at(name, None)
    return portal_at(None, host.lower().rstrip("."))
