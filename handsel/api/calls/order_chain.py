"""An order in its chain: whether it can be funded now, and leg by leg (ORD-14, ORD-15)."""

from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.shapes.order_chain import FundingOut, LegOut
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.orders.preflight import funding_of
from handsel.orders.xray import xray_of

router = Router(tags=["Orders"])


@router.get("/orders/{number}/funding", response=list[FundingOut], operation_id="orders_funding")
def funding(request: ApiRequest, number: Text) -> list[FundingOut]:
    """Tell whether your buyer's wallet and your own can fund an order now, and what is missing."""
    return FundingOut.all_of(request.auth, funding_of(request.auth.sales.get(number=number).order_id, at=now()))


@router.get("/carts/{number}/funding", response=list[FundingOut], operation_id="carts_funding")
def cart_funding(request: ApiRequest, number: Text) -> list[FundingOut]:
    """Tell the same of a cart, at the prices of today."""
    return FundingOut.all_of(request.auth, funding_of(request.auth.carts.get(number=number).pk, at=now()))


@router.get("/purchases/{number}/funding", response=list[FundingOut], operation_id="purchases_funding")
def purchase_funding(request: ApiRequest, number: Text) -> list[FundingOut]:
    """Tell the same of what you buy yourself."""
    return FundingOut.all_of(request.auth, funding_of(request.auth.purchases.get(number=number).order_id, at=now()))


@router.get("/orders/{number}/legs", response=list[LegOut], operation_id="orders_legs")
def legs(request: ApiRequest, number: Text) -> list[LegOut]:
    """Show an order leg by leg: yours with their figures, of every other whether it adds up."""
    return LegOut.all_of(request.auth, xray_of(request.auth.sales.get(number=number).order_id))


@router.get("/purchases/{number}/legs", response=list[LegOut], operation_id="purchases_legs")
def purchase_legs(request: ApiRequest, number: Text) -> list[LegOut]:
    """Show a purchase leg by leg."""
    return LegOut.all_of(request.auth, xray_of(request.auth.purchases.get(number=number).order_id))
