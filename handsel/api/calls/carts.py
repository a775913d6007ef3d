"""Carts that are left: list, write to the buyer, place, discard; and the rules for them (ORD-9, ORD-10)."""

from django.db.models import F, QuerySet
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import CursorWanted, cursor_page, refuse_number
from handsel.api.refusals import may_refuse
from handsel.api.shapes.carts import (
    CartDetails,
    CartGoneOut,
    CartOut,
    CartPage,
    CartRulesIn,
    CartRulesOut,
    ContactIn,
    DiscardIn,
    PlacementIn,
)
from handsel.api.shapes.orders import OrderDetails
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.kernel.keyset import Order as SortOrder
from handsel.kernel.keyset import keyset_page
from handsel.orders.cart_rule_models import CartRules
from handsel.orders.carts_found import CartSearch
from handsel.orders.left_carts import cart_rules_of, contact_about_cart, discard_cart, set_cart_rules
from handsel.orders.models import Leg, Order
from handsel.orders.particulars_models import Reached
from handsel.orders.placement import place_order

router = Router(tags=["Carts"])
STARTED = SortOrder("started", (F("started_at"), F("pk")), falls=True)


class CartsWanted(CursorWanted):
    """Which page of which carts."""

    q: Text = Field("", description="In number, name, e-mail, product, site or purchase-order number.")
    reached: str = Field(
        "", pattern=f"^({'|'.join(Reached.values)})?$", description=f"One of {', '.join(Reached.values)}."
    )
    buyer: int | None = Field(None, ge=1, le=2**31 - 1, description="Number of the customer or sub-reseller.")


@router.get("/carts", response=CartPage, operation_id="carts_list")
def carts(request: ApiRequest, wanted: Query[CartsWanted]) -> CartPage:
    """List what your buyers have begun and not placed, the latest first: the queue of incomplete orders."""
    refuse_number(request)
    search = CartSearch(wanted.q.strip(), wanted.reached)
    found = search.within(carts_shown(request), seller_id=request.auth.seller_id)
    if wanted.buyer is not None:
        found = found.filter(buyer__number=wanted.buyer)
    page = keyset_page(found, STARTED, wanted.dict(include={"after", "before"}), wanted.size)
    return cursor_page(CartPage, request, page, wanted.size, CartOut.all_of)


@router.get("/carts/{number}", response=CartDetails, operation_id="carts_get")
def cart(request: ApiRequest, number: Text) -> CartDetails:
    """Show one cart, with what it comes to now."""
    return CartDetails.one_of(carts_shown(request).select_related("edge").get(number=number))


@router.post(
    "/carts/{number}/placement", response={201: OrderDetails}, operation_id="carts_place",
    **may_refuse(place_order, money=True),
)  # fmt: skip
def placement(request: ApiRequest, number: Text, body: PlacementIn) -> HttpResponse:
    """Place a buyer's cart for it: its own order needs no approval of yours. Needs an idempotency key.

    What the buyer said, it says; the terms are not accepted in its name.
    """
    cart_id, how = _id_of(request, number), body.payment_method or ""
    needed_key_of(request)

    def act() -> Leg:
        return place_order(order_id=cart_id, payment_method=how, seen=body.seal, by=request.auth.actor, at=now())

    return perform(request, act, lambda leg: OrderDetails.one_of(request.auth, leg), status=201)


@router.post(
    "/carts/{number}/contact", response=CartOut, operation_id="carts_contact", **may_refuse(contact_about_cart)
)
def contact(request: ApiRequest, number: Text, body: ContactIn) -> HttpResponse:
    """Write to the buyer about its cart, in your own words; at most once in ten minutes."""
    cart = request.auth.carts.get(number=number)

    def act() -> Order:
        return contact_about_cart(order_id=cart.pk, message=body.message, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: CartOut.all_of([carts_shown(request).get(pk=done.pk)])[0])


@router.post("/carts/{number}/discard", response=CartGoneOut, operation_id="carts_discard", **may_refuse(discard_cart))
def discard(request: ApiRequest, number: Text, body: DiscardIn) -> HttpResponse:
    """Throw a cart away with all that lies in it."""
    cart_id = _id_of(request, number)

    def act() -> str:
        return discard_cart(order_id=cart_id, reason=body.reason, by=request.auth.actor, at=now())

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


def _id_of(request: ApiRequest, number: str) -> int:
    """Return the id of what a buyer began; 0, which nothing has, where a call that is repeated threw it away."""
    return request.auth.begun.filter(number=number).values_list("pk", flat=True).first() or 0


def carts_shown(request: ApiRequest) -> QuerySet[Order]:
    """Return the carts of your buyers with what is shown of each, besides its edge."""
    return request.auth.carts.select_related("buyer", "particulars__site").prefetch_related("lines")
