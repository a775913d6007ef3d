"""The cart: what lies in it, how many, and out again (ORD-9)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from handsel.kernel.clock import now
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Order
from handsel.storefront.cart_seen import see_cart
from handsel.storefront.counter import Counter, CounterRequest, at_counter, if_allowed
from handsel.storefront.drafts_seen import draft_of
from handsel.storefront.forms.cart import LineForm


@at_counter
@if_allowed("may_see_cart")
@require_safe
def cart(request: CounterRequest) -> HttpResponse:
    return render(request, "storefront/cart/cart.html", _shown(request.counter))


@at_counter
@if_allowed("may_shop")
@require_POST
def cart_line(request: CounterRequest, plan_id: int) -> HttpResponse:
    counter, form = request.counter, LineForm(plan_id, request.POST)
    if all(line.plan_id != plan_id for line in see_cart(counter).lines):
        raise Http404
    changed = form.submit(lambda typed: _set(counter, plan_id, typed["quantity"]))
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


def _set(counter: Counter, plan_id: int, quantity: int) -> Order:
    return put_in_cart(buyer_id=counter.buyer_id, plan_id=plan_id, quantity=quantity, by=counter.actor, at=now())
