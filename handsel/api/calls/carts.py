"""Carts that are left: list, write to the buyer, discard; and the rules for them (ORD-9)."""

from django.db.models import F
from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import CursorWanted, cursor_page, refuse_number
from handsel.api.refusals import may_refuse
from handsel.api.shapes.carts import (
    CartGoneOut,
    CartOut,
    CartPage,
    CartRulesIn,
    CartRulesOut,
    ContactIn,
    DiscardIn,
)
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.kernel.keyset import Order as SortOrder
from handsel.kernel.keyset import keyset_page
from handsel.orders.cart_rule_models import CartRules
from handsel.orders.left_carts import cart_rules_of, contact_about_cart, discard_cart, set_cart_rules
from handsel.orders.models import Order

router = Router(tags=["Carts"])
STARTED = SortOrder("started", (F("started_at"), F("pk")), falls=True)


@router.get("/carts", response=CartPage, operation_id="carts_list")
def carts(request: ApiRequest, wanted: Query[CursorWanted]) -> CartPage:
    """List what your buyers have begun and not placed, the latest first: the queue of incomplete orders."""
    refuse_number(request)
    found = request.auth.carts.select_related("buyer", "particulars").prefetch_related("lines")
    page = keyset_page(found, STARTED, wanted.dict(include={"after", "before"}), wanted.size)
    return cursor_page(CartPage, request, page, wanted.size, CartOut.all_of)


@router.post(
    "/carts/{number}/contact", response=CartOut, operation_id="carts_contact", **may_refuse(contact_about_cart)
)
def contact(request: ApiRequest, number: Text, body: ContactIn) -> HttpResponse:
    """Write to the buyer about its cart, in your own words; at most once in ten minutes."""
    cart = request.auth.carts.get(number=number)

    def act() -> Order:
        return contact_about_cart(order_id=cart.pk, message=body.message, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: CartOut.all_of([_cart(request, done)])[0])


@router.post("/carts/{number}/discard", response=CartGoneOut, operation_id="carts_discard", **may_refuse(discard_cart))
def discard(request: ApiRequest, number: Text, body: DiscardIn) -> HttpResponse:
    """Throw a cart away with all that lies in it."""
    cart = request.auth.carts.get(number=number)

    def act() -> str:
        return discard_cart(order_id=cart.pk, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, CartGoneOut.of)


@router.get("/settings/carts", response=CartRulesOut, operation_id="carts_get_rules")
def rules(request: ApiRequest) -> CartRulesOut:
    """Show when your buyers are reminded of their carts, and how long these are kept."""
    return CartRulesOut.of(cart_rules_of(request.auth.seller_id))


@router.put("/settings/carts", response=CartRulesOut, operation_id="carts_set_rules", **may_refuse(set_cart_rules))
def set_rules(request: ApiRequest, body: CartRulesIn) -> HttpResponse:
    """Decide when your buyers are reminded of their carts, and how long these are kept."""

    def act() -> CartRules:
        return set_cart_rules(**body.model_dump(), by=request.auth.actor, at=now())

    return perform(request, act, CartRulesOut.of)


def _cart(request: ApiRequest, cart: Order) -> Order:
    return request.auth.carts.select_related("buyer", "particulars").prefetch_related("lines").get(pk=cart.pk)
