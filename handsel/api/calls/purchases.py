"""What you buy from your own seller: list, read, place, try again (ORD-11, USR-6)."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import CursorWanted, cursor_page, refuse_number
from handsel.api.refusals import may_refuse
from handsel.api.shapes.new_prices import NewPriceOut, PriceConfirmationIn
from handsel.api.shapes.order_lines import pointing_into, wanted_of
from handsel.api.shapes.orders import CancellationIn, PurchaseDetails, PurchaseIn, PurchaseOut, PurchasePage
from handsel.api.shapes.parts import Text
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.orders.approval import retry_order, skip_order
from handsel.orders.models import Fulfilment, Leg
from handsel.orders.purchases import order_at_parent
from handsel.orders.rechecking import PlanNoLongerOffered
from handsel.orders.repricing import confirm_price, decline_price, new_price
from handsel.orders.searching import bought_page
from handsel.orders.withdrawing import withdraw_order

router = Router(tags=["Orders"])


@router.post(
    "/purchases/{number}/skip", response=PurchaseDetails, operation_id="purchases_skip", **may_refuse(skip_order)
)
def skip_purchase(request: ApiRequest, number: Text) -> HttpResponse:
    """Put an order that waits for your own money behind the others."""
    leg = request.auth.purchases.get(number=number)

    def act() -> Leg:
        return skip_order(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: PurchaseDetails.one_of(request.auth, done))


class PurchasesWanted(CursorWanted):
    """Which page of the purchases that are found."""

    q: Text = Field(
        "",
        max_length=100,
        description="Looked for in number, products, site, and for whom it is; empty finds everything.",
    )


@router.get("/purchases", response=PurchasePage, operation_id="purchases_list")
def purchases(request: ApiRequest, wanted: Query[PurchasesWanted]) -> PurchasePage:
    """List what you buy from your own seller, newest first: for yourself and for those below you."""
    refuse_number(request)
    cursor = wanted.dict(include={"after", "before"})
    page = bought_page(
        request.auth.purchases, wanted.q.strip(), cursor, buyer_id=request.auth.seller_id, size=wanted.size
    )
    return cursor_page(PurchasePage, request, page, wanted.size, lambda rows: PurchaseOut.all_of(request.auth, rows))


@router.post(
    "/purchases",
    response={201: PurchaseDetails},
    operation_id="purchases_create",
    **may_refuse(order_at_parent, money=True),
)
def new_purchase(request: ApiRequest, body: PurchaseIn) -> HttpResponse:
    """Order at your own seller, for one of your customers or for yourself, at what you pay it.

    Your seller gets to know for whom only as far as your glass wall lets it. A new end customer appears in your list
    by itself. Needs an idempotency key.
    """
    if body.end_customer is not None and body.new_end_customer is not None:
        raise Invalid(fields={"new_end_customer": "Name a customer of yours or a new one, not both."})
    account = None if body.end_customer is None else request.auth.accounts.get(number=body.end_customer)
    lines = wanted_of(body.lines)
    needed_key_of(request)

    def act() -> Leg:
        with pointing_into(body.lines):
            return order_at_parent(
                account_id=account.pk if account else None,
                lines=lines,
                newcomer=body.new_end_customer.details if body.new_end_customer else None,
                told=body.told,
                by=request.auth.actor,
                at=now(),
            )

    return perform(request, act, lambda leg: PurchaseDetails.one_of(request.auth, leg), status=201)


@router.get("/purchases/{number}", response=PurchaseDetails, operation_id="purchases_get")
def purchase(request: ApiRequest, number: Text) -> PurchaseDetails:
    """Show one purchase with its lines at your prices."""
    return PurchaseDetails.one_of(request.auth, request.auth.purchases.get(number=number))


@router.post(
    "/purchases/{number}/retry",
    response=PurchaseDetails,
    operation_id="purchases_retry",
    **may_refuse(retry_order, money=True),
)
def retry(request: ApiRequest, number: Text) -> HttpResponse:
    """Try a purchase that waits for funds again, now; by itself it is tried when funds arrive."""
    leg = request.auth.purchases.get(number=number)
    needed_key_of(request)

    def act() -> str:
        return retry_order(order_id=leg.order_id, by=request.auth.actor, at=now())

    def shown(_: str) -> PurchaseDetails:
        stands = request.auth.purchases.filter(pk=leg.pk).first()
        if stands is None:  # one below is asked about an old price again, and we are not yet
            leg.asked_at, leg.fulfilment = None, Fulfilment.NONE
        return PurchaseDetails.one_of(request.auth, stands or leg)

    return perform(request, act, shown)


@router.get("/purchases/{number}/new-price", response=NewPriceOut, operation_id="purchases_new_price")
def new_price_of(request: ApiRequest, number: Text) -> NewPriceOut:
    """Show what a purchase costs you today, which your seller asks you about."""
    leg = request.auth.purchases.get(number=number)
    found = new_price(leg, at=now())
    if found is None:
        raise PlanNoLongerOffered("Something of it is not offered to you any more.")
    return NewPriceOut.of(found)


@router.post(
    "/purchases/{number}/price-confirmation",
    response=PurchaseDetails,
    operation_id="purchases_confirm_price",
    **may_refuse(confirm_price, money=True),
)
def price_confirmation(request: ApiRequest, number: Text, body: PriceConfirmationIn) -> HttpResponse:
    """Agree to the new price; the purchase goes on as accepted. Needs an idempotency key."""
    leg, total = request.auth.purchases.get(number=number), body.total.money
    needed_key_of(request)

    def act() -> Leg:
        return confirm_price(leg_id=leg.pk, total=total, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: PurchaseDetails.one_of(request.auth, done))


@router.post(
    "/purchases/{number}/price-refusal",
    response=PurchaseDetails,
    operation_id="purchases_decline_price",
    **may_refuse(decline_price, money=True),
)
def price_refusal(request: ApiRequest, number: Text) -> HttpResponse:
    """Do not agree to the new price: the purchase ends. Needs an idempotency key."""
    leg = request.auth.purchases.get(number=number)
    needed_key_of(request)

    def act() -> Leg:
        return decline_price(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: PurchaseDetails.one_of(request.auth, done))


@router.post(
    "/purchases/{number}/cancellation",
    response=PurchaseDetails,
    operation_id="purchases_cancel",
    **may_refuse(withdraw_order),
)
def cancellation(request: ApiRequest, number: Text, body: CancellationIn) -> HttpResponse:
    """Cancel what you ordered for yourself, while nothing is settled; what is held for it is free again."""
    leg = request.auth.purchases.get(number=number)

    def act() -> Leg:
        return withdraw_order(leg_id=leg.pk, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: PurchaseDetails.one_of(request.auth, done))
