"""Who is not logged in and fills a cart: what its cookie holds, and what lies in it at visitors' prices (ACC-3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from handsel.accounts.portal_settings import OpenPortal
from handsel.catalog.offers import Offer
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import KEPT, cart_with
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.storefront.forms.visitor_line import VisitorLineForm

_signer = TimestampSigner(salt="handsel.storefront.visitor_cart")


@dataclass(frozen=True)
class VisitorLineSeen:
    """One line; without an `offer` it is no longer sold."""

    plan_id: int
    quantity: int
    offer: Offer | None
    form: VisitorLineForm

    @property
    def total(self) -> Money | None:
        return self.offer.unit * self.quantity if self.offer else None


@dataclass(frozen=True)
class VisitorCartSeen:
    """A visitor's cart with its lines, at today's prices without tax."""

    lines: Sequence[VisitorLineSeen]

    @property
    def total(self) -> Money | None:
        totals = [line.total for line in self.lines if line.total is not None]
        return sum(totals[1:], totals[0]) if totals else None


def secret_of(request: HttpRequest) -> str:
    """Return what the cookie of the visitor's cart holds; empty without one, or where it was made up."""
    try:
        return _signer.unsign(request.COOKIES.get(settings.HANDSEL_CART_COOKIE, ""), max_age=KEPT)
    except BadSignature:
        return ""


def cart_of_visitor(request: HttpRequest, portal: OpenPortal) -> VisitorCart | None:
    """Return the open cart of this browser at this portal."""
    return cart_with(secret_of(request), portal.seller_id, at=now())


def see_visitor_cart(
    cart: VisitorCart | None, seller_id: int, refused: VisitorLineForm | None = None
) -> VisitorCartSeen:
    """Return `cart` as its visitor sees it; `refused` is the form of the line that could not be taken."""
    lines = sorted(cart.lines.all(), key=lambda line: line.pk) if cart else []
    wanted = {line.plan_ref for line in lines}
    offers = {offer.plan_id: offer for offer in offers_to_visitors(seller_id, wanted)} if lines else {}
    return VisitorCartSeen(
        [
            VisitorLineSeen(
                line.plan_ref,
                line.quantity,
                offers.get(line.plan_ref),
                refused
                if refused and refused.plan_id == line.plan_ref
                else VisitorLineForm.of(line.plan_ref, line.quantity),
            )
            for line in lines
        ]
    )


def keep_cart(response: HttpResponse, secret: str) -> HttpResponse:
    """Let the browser that gets `response` hold its cart."""
    response.set_cookie(
        settings.HANDSEL_CART_COOKIE,
        _signer.sign(secret),
        max_age=int(KEPT.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_cart(response: HttpResponse) -> HttpResponse:
    """Take the cookie away, once the cart is somebody's."""
    response.delete_cookie(settings.HANDSEL_CART_COOKIE, samesite="Lax")
    return response
