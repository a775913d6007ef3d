"""Browsers in which somebody has logged in before: what others get wrong elsewhere does not keep these out (USR-3).

The cookie names the person by number and the browser by chance, signed; it lets nobody in, it only counts for itself.
"""

import hashlib
from typing import TypeVar

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from handsel.identity.models import User
from handsel.identity.throttling import Place
from handsel.kernel import chance
from handsel.web.sessions import address_of

Response = TypeVar("Response", bound=HttpResponseBase)

HALF_A_YEAR = 60 * 60 * 24 * 182
_signer = TimestampSigner(salt="handsel.web.known_devices")


def place_of(request: HttpRequest) -> Place:
    """Return where the request comes from, and which device it is if it is known."""
    address = address_of(request)
    try:
        told = _signer.unsign(request.COOKIES.get(settings.HANDSEL_DEVICE_COOKIE, ""), max_age=HALF_A_YEAR)
        user_id, _, mark = told.partition(".")
        return Place(address, hashlib.sha256(mark.encode()).hexdigest(), int(user_id))
    except (BadSignature, ValueError):
        return Place(address)


def remember_device(response: Response, user: User) -> Response:
    """Let the browser that gets `response` be known to `user` from now on."""
    response.set_cookie(
        settings.HANDSEL_DEVICE_COOKIE,
        _signer.sign(f"{user.pk}.{chance.secret()}"),
        max_age=HALF_A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
