"""What a browser is asked for when a passkey is to sign or to be made, and what its answer must fit (USR-7)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from handsel.identity.factor_models import Passkey
from handsel.identity.passkeys import Asked, ask_for_signature
from handsel.identity.second_step import Means, Shown
from handsel.web.access import anyone
from handsel.web.half_in import half_in
from handsel.web.portals import PortalRequest
from handsel.web.sessions import session_of

_KEPT = "passkey"


@anyone
@never_cache
@require_POST
def passkey_options(request: PortalRequest) -> HttpResponse:
    """Tell the page's script what to ask the browser for: a signature by a passkey of who is logged in, or half in.

    A stranger's browser may use any passkey that it knows for this host.
    """
    session = session_of(request)
    half = half_in(request)
    user_id = session.user_id if session else half.user_id if half else 0
    host, origin = host_and_origin(request)
    keys = Passkey.objects.filter(seller_id=request.portal.seller_id, user_id=user_id, host=host)
    return asked(request, ask_for_signature(host=host, origin=origin, have=keys.values_list("credential", flat=True)))


def asked(request: HttpRequest, what: Asked) -> HttpResponse:
    """Answer the page's script with what to ask the browser for, and remember it until the answer comes."""
    request.session[_KEPT] = what.kept
    return HttpResponse(what.options, content_type="application/json")


def was_asked(request: HttpRequest) -> dict[str, str]:
    """Return what the browser was asked for, once; nothing where it was not."""
    kept: dict[str, str] = request.session.pop(_KEPT, {})
    return kept


def shown_passkey(request: HttpRequest, answer: str) -> Shown:
    """Return the browser's answer as something to check."""
    return Shown(Means.PASSKEY, answer, was_asked(request))


def host_and_origin(request: HttpRequest) -> tuple[str, str]:
    """Return the host that passkeys are bound to here, and the address that the page stands at."""
    return request.get_host().partition(":")[0].lower(), f"{request.scheme}://{request.get_host()}"
