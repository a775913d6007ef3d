"""Who is not logged in and fills a cart: what its cookie holds, and what lies in it at visitors' prices (ACC-3)."""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from handsel.catalog.offers import Offer
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.clock import now
from handsel.kernel.refusal import YES, Verdict
from handsel.orders.wanted import LineWanted
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import add_visitor_line, cart_with, change_visitor_line, kept_by, remove_visitor_line
from handsel.signups.visitor_prices import offers_beside_to_visitors, offers_to_visitors
from handsel.storefront.shoppers import Lying
from handsel.tax.quoting import Owed, tax_on_visitors
from handsel.timeline.origin import Way
from handsel.web.known_devices import place_of
from handsel.web.portals import PortalRequest
from handsel.web.sessions import portal_of

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

_signer = TimestampSigner(salt="handsel.storefront.visitor_cart")
_FOR_LATER = "~"
"""Stands before a secret under which no cart was begun yet."""
_BEGUN_WITHIN = timedelta(days=30)
"""So long a secret waits for its cart."""


class VisitorCounter:
    """What a visitor has before them: what their portal sells to anybody, and the cart that their browser holds."""

    may_shop: Verdict = YES
    may_order = True
    is_company = False
    site_codes: Sequence[str] = ()

    def __init__(self, request: PortalRequest) -> None:
        self.request = request
        self.seller_id = request.portal.seller_id
        self.sees_prices = request.portal.shows_prices
        self.secret = secret_of(request)

    @property
    def told_to(self) -> int:
        return self.seller_id

    @property
    def cart(self) -> VisitorCart | None:
        """The cart, as it lies there now."""
        return cart_with(self.secret, self.seller_id, at=now()) if self.sees_prices else None

    @property
    def lying(self) -> Lying:
        """What lies in the cart."""
        found = self.cart
        return Lying(list(found.lines.all())) if found else Lying()

    def offers_for(self, plan_ids: Sequence[int]) -> Mapping[int, Offer]:
        """Return the offers of these plans, by plan; what is no longer sold is not among them."""
        offers = offers_to_visitors(self.seller_id, plan_ids) if plan_ids else []
        return {offer.plan_id: offer for offer in offers}

    def offers_beside(self, plan_id: int) -> Sequence[Offer]:
        """Return the offers of the product that has this plan, add-ons too; nothing where prices are not shown."""
        return offers_beside_to_visitors(self.seller_id, plan_id) if self.sees_prices else []

    def tax_on(self, lines: Sequence[tuple[int, int]]) -> Sequence[Owed]:
        """Return the tax on lines, each a plan and its net."""
        return tax_on_visitors(self.seller_id, lines, at=now())

    def add_line(self, wanted: LineWanted) -> object:
        """Put something into the cart; the first thing begins one."""
        place = place_of(self.request)
        kept = add_visitor_line(secret=self.secret, wanted=wanted, place=place, by=self._portal, at=now())
        self.secret = kept.secret
        return kept

    def change_line(self, line_id: int, wanted: LineWanted) -> object:
        """Change a line of the cart."""
        return change_visitor_line(secret=self.secret, line_id=line_id, wanted=wanted, by=self._portal, at=now())

    def remove_line(self, line_id: int) -> object:
        """Take a line out of the cart."""
        return remove_visitor_line(secret=self.secret, line_id=line_id, by=self._portal, at=now())

    def carries(self, response: HttpResponse) -> HttpResponse:
        """Let the browser that gets `response` hold its cart."""
        return keep_cart(response, self.secret, kept_by(self.seller_id))

    @property
    def _portal(self) -> Actor:
        return portal_of(self.request, Way.STOREFRONT)


def visitor_at(request: HttpRequest) -> VisitorCounter:
    """Return the visitor whose request this is, always the same: a cart that was begun is found again."""
    found: VisitorCounter | None = getattr(request, "visitor", None)
    if found is None:
        found = VisitorCounter(cast("PortalRequest", request))
        request.visitor = found  # type: ignore[attr-defined]  # kept for as long as the request lasts
    return found


def ready_to_fill(
    view: Callable[Concatenate[R, P], HttpResponse],
) -> Callable[Concatenate[R, P], HttpResponse]:
    """Give a visitor who only looks the secret of the cart to come: two things put into it at once lie in one cart.

    Stands below at_door.
    """

    @functools.wraps(view)
    def readied(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method != "GET" or getattr(request, "counter", None) is not None:
            return response
        visitor = visitor_at(request)
        if not visitor.sees_prices or visitor.secret:
            return response
        return keep_cart(response, _FOR_LATER + chance.secret(), _BEGUN_WITHIN)

    return readied  # type: ignore[return-value]  # mypy loses the request's place in wraps


def forgetting_taken_cart(
    view: Callable[Concatenate[R, P], HttpResponse],
) -> Callable[Concatenate[R, P], HttpResponse]:
    """Let the browser forget the cart of a visitor who signed up with it: it is theirs by now, and no other waits."""

    @functools.wraps(view)
    def forgetting(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visitor = visitor_at(request)
        is_taken = holds_cart(request) and cart_with(visitor.secret, visitor.seller_id, at=now()) is None
        response = view(request, *args, **kwargs)
        return forget_cart(response) if is_taken else response

    return forgetting  # type: ignore[return-value]  # mypy loses the request's place in wraps


def holds_cart(request: HttpRequest) -> bool:
    """Whether the browser has put something into a cart without being logged in."""
    told = _told(request)
    return bool(told) and not told.startswith(_FOR_LATER)


def secret_of(request: HttpRequest) -> str:
    """Return what the cookie of the visitor's cart holds; empty without one, or where it was made up."""
    return _told(request).removeprefix(_FOR_LATER)


def _told(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.COOKIES.get(settings.HANDSEL_CART_COOKIE, ""))
    except BadSignature:
        return ""


def keep_cart(response: HttpResponse, secret: str, kept: timedelta) -> HttpResponse:
    """Let the browser that gets `response` hold its cart for as long as it is `kept`."""
    response.set_cookie(
        settings.HANDSEL_CART_COOKIE,
        _signer.sign(secret),
        max_age=int(kept.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_cart(response: HttpResponse) -> HttpResponse:
    """Take the cookie away, once the cart is somebody's."""
    response.delete_cookie(settings.HANDSEL_CART_COOKIE, samesite="Lax")
    return response
