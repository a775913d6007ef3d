"""Fill, change and price a buyer's cart, as New order does on the screen (ORD-9, ORD-10)."""

from django.http import HttpResponse
from ninja import Router

from handsel.api.calls.carts import carts_shown
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.cart_lines import CartLineChangeIn, CartPriceIn
from handsel.api.shapes.carts import CartDetails, CartLineDone
from handsel.api.shapes.order_lines import LineIn, pointing_at
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.orders.cart import add_line, change_line, remove_line
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import clear_manual_price, set_manual_price
from handsel.orders.models import Order
from handsel.orders.rules import may_place
from handsel.orders.wanted import LineWanted, as_wanted, grouped

router = Router(tags=["Carts"])


@router.post(
    "/accounts/{int:number}/cart/lines", response={201: CartLineDone}, operation_id="cart_lines_add",
    **may_refuse(add_line),
)  # fmt: skip
def add(request: ApiRequest, number: int, body: LineIn) -> HttpResponse:
    """Put a plan into the own cart of a customer or sub-reseller; the first line opens the cart.

    Where the same lies there in the same way already, so many more lie there then. The buyer sees the cart, too.
    """
    buyer = request.auth.accounts.get(number=number)

    def act() -> Line:
        with pointing_at(body):
            return add_line(buyer_id=buyer.pk, wanted=body.wanted, by=request.auth.actor, at=now())

    return perform(request, act, lambda line: _done(request, line.order_id, line.pk), status=201)


@router.patch(
    "/carts/{number}/lines/{int:line_id}", response=CartLineDone, operation_id="cart_lines_change",
    **may_refuse(change_line),
)  # fmt: skip
def change(request: ApiRequest, number: Text, line_id: int, body: CartLineChangeIn) -> HttpResponse:
    """Change a line: its quantity, plan, what is filled in, its add-ons. A price set by hand is not of the new one."""
    cart, known = _cart(request, number), 0
    wanted = LineWanted(0)
    for line, addons in grouped(cart.lines.all()):
        if line.pk == line_id:
            known, wanted = line.pk, as_wanted(line, addons)
    changed = body.line_in(wanted)

    def act() -> Line:
        with pointing_at(changed):
            return change_line(
                buyer_id=cart.buyer_id, line_id=known, wanted=changed.wanted, by=request.auth.actor, at=now()
            )

    return perform(request, act, lambda line: _done(request, line.order_id, line.pk))


@router.api_operation(
    ["DELETE"], "/carts/{number}/lines/{int:line_id}", response=CartDetails, operation_id="cart_lines_remove",
    **may_refuse(remove_line),
)  # fmt: skip
def remove(request: ApiRequest, number: Text, line_id: int) -> HttpResponse:
    """Take a line out of a cart with its add-ons."""
    cart = _cart(request, number)
    known = _known(cart, line_id)

    def act() -> Order:
        return remove_line(buyer_id=cart.buyer_id, line_id=known, by=request.auth.actor, at=now())

    return perform(request, act, lambda left: CartDetails.one_of(_shown(request, left.pk)))


@router.put(
    "/carts/{number}/lines/{int:line_id}/price", response=CartLineDone, operation_id="cart_lines_price",
    **may_refuse(set_manual_price),
)  # fmt: skip
def price(request: ApiRequest, number: Text, line_id: int, body: CartPriceIn) -> HttpResponse:
    """Set the price of a line by hand, or a discount on it; it holds for 30 days, and the buyer reads why."""
    known = _known(_cart(request, number), line_id)

    def act() -> ManualPrice:
        try:
            return set_manual_price(line_id=known, wanted=body.wanted, by=request.auth.actor, at=now())
        except Refusal as refusal:
            refusal.fields = {body.place_of_price(name): said for name, said in refusal.fields.items()}
            raise

    return perform(request, act, lambda done: _done(request, done.order_id, done.line_id))


@router.api_operation(
    ["DELETE"], "/carts/{number}/lines/{int:line_id}/price", response=CartDetails,
    operation_id="cart_lines_usual_price", **may_refuse(clear_manual_price),
)  # fmt: skip
def usual_price(request: ApiRequest, number: Text, line_id: int) -> HttpResponse:
    """Give a line its usual price back. Twice is once."""
    known = _known(_cart(request, number), line_id)

    def act() -> Order:
        return clear_manual_price(line_id=known, by=request.auth.actor, at=now())

    return perform(request, act, lambda cart: CartDetails.one_of(_shown(request, cart.pk)))


def _cart(request: ApiRequest, number: str) -> Order:
    """Return what a buyer began, with its lines; one that a repeated call meets may be placed by now."""
    cart = request.auth.begun.prefetch_related("lines").get(number=number)
    if cart.placed_at is None:
        may_place(request.auth.actor, cart).or_refuse()
    return cart


def _known(cart: Order, line_id: int) -> int:
    """Return the id of a line of this very cart; 0, which nothing has, for any other."""
    return next((line.pk for line in cart.lines.all() if line.pk == line_id), 0)


def _shown(request: ApiRequest, cart_id: int) -> Order:
    return carts_shown(request).select_related("edge").get(pk=cart_id)


def _done(request: ApiRequest, cart_id: int, line_id: int) -> CartLineDone:
    return CartLineDone.one_of(_shown(request, cart_id), line_id=line_id)
