"""The checkout: what is said about the order, what pays for it, the click that places it (ORD-4, ORD-11, ORD-18)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handsel.accounts.standing import OrderingStopped
from handsel.kernel.clock import now
from handsel.orders.models import Leg
from handsel.orders.particulars import save_particulars
from handsel.orders.particulars_models import Reached
from handsel.orders.placement import CartChanged, CartIsEmpty, PlanWithdrawn, StatusConflict, place_order
from handsel.storefront.cart_seen import SeenCart, funding_of_cart, see_cart
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed, to_buy
from handsel.storefront.drafts_seen import draft_of, particulars_form, places_of
from handsel.storefront.paying_told import paying
from handsel.web.particulars_form import ParticularsForm
from handsel.web.prices_sent import tells_of_prices

PASSING = (StatusConflict, CartChanged, CartIsEmpty, PlanWithdrawn, OrderingStopped)
"""Refusals that are told on a page of their own, not in the form."""


@at_counter
@if_allowed("may_shop")
@to_buy
@never_cache
@require_safe
def checkout(request: CounterRequest) -> HttpResponse:
    return _page(request, see_cart(request.counter, request.portal))


@at_counter
@if_allowed("may_shop")
@to_buy
@require_POST
def checkout_save(request: CounterRequest, number: str) -> HttpResponse:
    """Save at once what was typed, and how far the buyer came."""
    cart = request.counter.cart
    if cart is None or cart.number != number:
        return render(request, "storefront/checkout/gone.html", status=404)
    by, form = request.counter.actor, particulars_form(request.counter, cart, request.POST)
    told = request.POST.get("reached", "")
    reached = Reached(told) if told in Reached.values else Reached.CART
    form.submit(
        lambda _typed: save_particulars(order_id=cart.pk, changes=form.changes, reached=reached, by=by, at=now())
    )
    shown = {"form": form, "is_first": told == Reached.ADDRESS, "goes_to": places_of(request.counter, cart)}
    return render(request, "storefront/checkout/_saved.html", shown)


@at_counter
@if_allowed("may_shop")
@to_buy
@tells_of_prices
@require_POST
def place(request: CounterRequest, number: str) -> HttpResponse:
    """Place the cart that has this number; a number that was placed already leads to its order."""
    counter = request.counter
    cart = counter.cart
    if cart is None or cart.number != number:
        if not counter.orders.filter(number=number).exists():
            return render(request, "storefront/checkout/gone.html", status=404)
        return redirect("storefront:order-placed", number)
    form = particulars_form(counter, cart, request.POST)
    try:
        leg = form.submit(lambda _typed: _placed(request, cart.pk, form.changes), PASSING)
    except StatusConflict:  # the other of two clicks was first
        return redirect("storefront:order-placed", number)
    except (CartChanged, CartIsEmpty, PlanWithdrawn):
        return _page(request, see_cart(counter, request.portal), has_changed=True)
    if leg:
        return redirect("storefront:order-placed", number)
    return _page(request, see_cart(counter, request.portal), form=form)


def _placed(request: CounterRequest, order_id: int, changes: Mapping[str, Any]) -> Leg:
    terms, seen = _accepted(request), request.POST.get("seal", "")
    by = request.counter.actor
    return place_order(order_id=order_id, changes=changes, terms_version=terms, seen=seen, by=by, at=now())


def _accepted(request: CounterRequest) -> int | None:
    """Return the version of the terms that is ticked."""
    typed = request.POST.get("terms", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None  # noqa: PLR2004 - digits of a version


def _page(
    request: CounterRequest, cart: SeenCart, *, has_changed: bool = False, form: ParticularsForm | None = None
) -> HttpResponse:
    counter = request.counter
    if not cart.is_ready or cart.total is None or cart.order is None:
        return redirect("storefront:cart")
    funding = funding_of_cart(counter.wallet, cart.order, cart.total)
    by_card = None if funding.is_in_hand else counter.card_terms
    shown: dict[str, Any] = {"cart": cart, "funding": funding, "has_changed": has_changed, "by_card": by_card}
    shown["lacks_address"] = not counter.account.address and not counter.addresses.exists()
    shown |= {"accepted": _accepted(request), "goes_to": places_of(counter, cart.order)}
    shown |= {"form": form or particulars_form(counter, cart.order), "draft": draft_of(counter, cart.order)}
    if funding.missing and not by_card:
        shown["paying"] = paying(request, order=cart.number, missing=funding.missing, total=funding.total)
    status = 409 if has_changed else form.status if form else 200
    return render(request, "storefront/checkout/checkout.html", shown, status=status)
