"""The cart: what lies in it, how many, and out again (ORD-9)."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from handsel.kernel.clock import now
from handsel.orders.cart import change_line, remove_line
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.orders.wanted import as_wanted
from handsel.storefront.cart_seen import SeenLine, see_cart
from handsel.storefront.counter import Counter, CounterRequest, at_counter, if_allowed
from handsel.storefront.drafts_seen import draft_of
from handsel.storefront.forms.cart import LineForm
from handsel.storefront.prices_sent import tells_of_prices


@at_counter
@if_allowed("may_see_cart")
@require_safe
def cart(request: CounterRequest) -> HttpResponse:
    return render(request, "storefront/cart/cart.html", _shown(request.counter))


@at_counter
@if_allowed("may_shop")
@require_POST
@tells_of_prices
def cart_line(request: CounterRequest, line_id: int) -> HttpResponse:
    counter, form = request.counter, LineForm(line_id, request.POST)
    seen = next((line for line in see_cart(counter).lines if line.line_id == line_id), None)
    if seen is None:
        raise Http404
    changed = form.submit(lambda typed: _set(counter, seen, typed["quantity"]))
    is_fragment = request.headers.get("HX-Request")
    if changed and not is_fragment:
        return redirect("storefront:cart")
    was_removed = bool(changed) and not form.cleaned_data["quantity"]
    shown = _shown(counter, refused=None if changed else form) | {"was_removed": was_removed}
    template = "storefront/cart/_changed.html" if is_fragment else "storefront/cart/cart.html"
    return render(request, template, shown, status=200 if changed else form.status)


def _shown(counter: Counter, refused: LineForm | None = None) -> dict[str, Any]:
    seen = see_cart(counter, refused)
    return {"cart": seen, "draft": draft_of(counter, seen.order)}


def _set(counter: Counter, seen: SeenLine, quantity: int) -> Order | Line:
    buyer_id, line_id, by, at = counter.buyer_id, seen.line_id, counter.actor, now()
    if not quantity:
        return remove_line(buyer_id=buyer_id, line_id=line_id, by=by, at=at)
    as_it_is = as_wanted(seen.line, [addon.line for addon in seen.addons])
    wanted = replace(as_it_is, quantity=quantity)
    return change_line(buyer_id=buyer_id, line_id=line_id, wanted=wanted, by=by, at=at)
