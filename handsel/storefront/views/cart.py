"""The cart: what lies in it, how many, and out again, for buyers and visitors alike (ORD-9, ACC-3)."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handsel.orders.wanted import as_wanted
from handsel.storefront.cart_seen import SeenLine, see_cart
from handsel.storefront.counter import VisitRequest, at_door, if_allowed, shopper_at, to_log_in
from handsel.storefront.drafts_seen import draft_of
from handsel.storefront.forms.cart import LineForm
from handsel.storefront.forms.reminder import ReminderForm
from handsel.storefront.reminders_shown import reminders_shown
from handsel.storefront.shoppers import Shopper
from handsel.storefront.visitor_counter import holds_cart
from handsel.web.prices_sent import tells_of_prices


@at_door
@never_cache
@if_allowed("may_see_cart")
@require_safe
def cart(request: VisitRequest) -> HttpResponse:
    if not request.counter and not request.portal.shows_prices:
        return to_log_in(request)
    return render(request, "storefront/cart/cart.html", cart_shown(request))


@at_door
@if_allowed("may_shop")
@require_POST
@tells_of_prices
def cart_line(request: VisitRequest, line_id: int) -> HttpResponse:
    shopper, form = shopper_at(request), LineForm(line_id, request.POST)
    seen = next((line for line in see_cart(shopper, request.portal).lines if line.line_id == line_id), None)
    if seen is None:
        raise Http404
    changed = form.submit(lambda typed: _set(shopper, seen, typed["quantity"]))
    is_fragment = request.headers.get("HX-Request")
    if changed and not is_fragment:
        return shopper.carries(redirect("storefront:cart"))
    was_removed = bool(changed) and not form.cleaned_data["quantity"]
    shown = cart_shown(request, refused=None if changed else form) | {"was_removed": was_removed}
    template = "storefront/cart/_changed.html" if is_fragment else "storefront/cart/cart.html"
    response = render(request, template, shown, status=200 if changed else form.status)
    return shopper.carries(response) if changed else response


def cart_shown(
    request: VisitRequest, *, refused: LineForm | None = None, reminder: ReminderForm | None = None
) -> dict[str, Any]:
    """Return what the page of the cart shows; to visitors, whether they are reminded of it, too."""
    shopper = shopper_at(request)
    seen = see_cart(shopper, request.portal, refused)
    shown = {"cart": seen, "shopper": shopper}
    if request.counter:
        if request.method == "GET" and not seen.lines and request.counter.may_shop and holds_cart(request):
            return shown | {"takes_over": True, "left_before": False}
        draft = draft_of(request.counter, seen.order)
        return shown | {"draft": draft, "kept_until": draft and draft.kept_until}
    return shown | reminders_shown(request, reminder or ReminderForm())


def _set(shopper: Shopper, seen: SeenLine, quantity: int) -> object:
    if not quantity:
        return shopper.remove_line(seen.line_id)
    as_it_is = as_wanted(seen.line, [addon.line for addon in seen.addons])
    return shopper.change_line(seen.line_id, replace(as_it_is, quantity=quantity))
