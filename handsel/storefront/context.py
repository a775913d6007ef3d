"""The storefront's frame on every page: where one can go, and what lies in the cart (SHO-1)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.standing import standing_of
from handsel.kernel.clock import now
from handsel.storefront.counter import Counter
from handsel.storefront.visitor_counter import holds_cart, visitor_at
from handsel.web.guests_told import guest_banner

PLACES = (
    ("shop", gettext_lazy("Shop")),
    ("overview", gettext_lazy("Overview")),
    ("orders", gettext_lazy("Orders")),
    ("subscriptions", gettext_lazy("Subscriptions")),
    ("billing", gettext_lazy("Billing")),
    ("funds", gettext_lazy("Funds")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give storefront pages `counter`, `places`, `basket_href`, `basket_count` and `stopped`.

    Strangers get an empty counter, guests a banner. `stopped` says that nothing can be ordered, and why; it is empty
    while it can.
    """
    if not hasattr(request, "counter"):
        return {}
    counter: Counter | None = request.counter
    if counter is None:
        return {"counter": None, **_visitor(request)}
    return {
        "counter": counter,
        # A buyer's session sees no visitor's cart: that there was one, the browser says.
        "left_before": bool(counter.may_shop) and holds_cart(request),
        "places": _places(request.path, counter),
        "basket_href": reverse("storefront:cart") if counter.may_shop else "",
        "basket_count": SimpleLazyObject(lambda: counter.cart_size),
        "stopped": "" if counter.may_order else _stopped(counter),
        **guest_banner(counter.stay, request.portal.title),  # type: ignore[attr-defined]  # a PortalRequest
    }


def _visitor(request: HttpRequest) -> dict[str, Any]:
    """Give who is not logged in the way to a cart of their own, where the portal shows prices."""
    visitor = visitor_at(request)
    if not visitor.sees_prices:
        return {}
    count = SimpleLazyObject(lambda: len(visitor.lying.lines))
    return {"basket_href": reverse("storefront:cart"), "basket_count": count}


def _stopped(counter: Counter) -> str:
    reason = standing_of(counter.buyer_id, at=now()).reason
    said = _("Ordering is suspended. You can see your data and your funds here.")
    if not counter.may_see_funds:
        said = _("Ordering is suspended. You can see your data here.")
    return f"{said} {_('Reason:')} {reason}" if reason else said


def _places(path: str, counter: Counter) -> list[dict[str, Any]]:
    found = []
    for name, label in PLACES:
        if (name == "shop" and not counter.may_order) or (name == "funds" and not counter.may_see_funds):
            continue
        href = reverse(f"storefront:{name}")
        is_current = path == href or path.startswith("/products/") if name == "shop" else path.startswith(href)
        found.append({"label": label, "href": href, "is_current": is_current})
    return found
