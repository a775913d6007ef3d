"""The storefront's frame on every page: where one can go, and what lies in the cart (SHO-1)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from handsel.storefront.counter import Counter

PLACES = (
    ("shop", gettext_lazy("Shop")),
    ("orders", gettext_lazy("Orders")),
    ("subscriptions", gettext_lazy("Subscriptions")),
    ("funds", gettext_lazy("Funds")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give storefront pages `counter`, `places`, `basket_href` and `basket_count`; to strangers an empty counter."""
    if not hasattr(request, "counter"):
        return {}
    counter: Counter | None = request.counter
    if counter is None:
        return {"counter": None}
    return {
        "counter": counter,
        "places": _places(request.path),
        "basket_href": reverse("storefront:cart"),
        "basket_count": SimpleLazyObject(lambda: counter.cart_size),
    }


def _places(path: str) -> list[dict[str, Any]]:
    found = []
    for name, label in PLACES:
        href = reverse(f"storefront:{name}")
        is_current = path == href or path.startswith("/products/") if name == "shop" else path.startswith(href)
        found.append({"label": label, "href": href, "is_current": is_current})
    return found
