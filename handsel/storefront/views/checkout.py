"""The checkout: what the order costs, what the funds say to it, and the one click that places it (FUN-2, ORD-11)."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handsel.kernel.clock import now
from handsel.orders.placement import StatusConflict, place_order
from handsel.storefront.cart_seen import SeenCart, funding_for, see_cart
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed, to_buy
from handsel.storefront.paying_told import paying


@at_counter
@if_allowed("may_shop")
@to_buy
@never_cache
@require_safe
def checkout(request: CounterRequest) -> HttpResponse:
    return _page(request, see_cart(request.counter))


@at_counter
@if_allowed("may_shop")
@to_buy
@require_POST
def place(request: CounterRequest, number: str) -> HttpResponse:
    """Place the cart that has this number; a number that was placed already leads to its order."""
    cart = request.counter.cart
    if cart is None or cart.number != number:
        request.counter.orders.get(number=number)
        return redirect("storefront:order-placed", number)
    seen = see_cart(request.counter)
    if not seen.is_ready or request.POST.get("seal") != seen.seal:
        return _page(request, seen, has_changed=True)
    with suppress(StatusConflict):  # the other of two clicks was first
        place_order(order_id=cart.pk, by=request.counter.actor, at=now())
    return redirect("storefront:order-placed", number)


def _page(request: CounterRequest, cart: SeenCart, *, has_changed: bool = False) -> HttpResponse:
    if not cart.is_ready or cart.total is None:
        return redirect("storefront:cart")
    funding = funding_for(request.counter.wallet, cart.total)
    shown = {"cart": cart, "funding": funding, "has_changed": has_changed}
    shown |= {"paying": paying(request, order=cart.number, funding=funding) if funding.missing else None}
    return render(request, "storefront/checkout/checkout.html", shown, status=409 if has_changed else 200)
