"""Refunds of what was delivered: ask, confirm, decline, pay alone; by which rule they are confirmed (ORD-12)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import Search, paged
from handsel.api.refusals import may_refuse
from handsel.api.scoping import needs
from handsel.api.shapes.adjusting import AdjustedOut
from handsel.api.shapes.parts import Text
from handsel.api.shapes.refunds import (
    RefundAnswerIn,
    RefundConfirmationIn,
    RefundIn,
    RefundOut,
    RefundPage,
    RefundPayoutIn,
    RefundRuleIn,
    RefundRuleOut,
)
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refund_payouts import leave_as_credit, pay_out_refund
from handsel.deliveries.refunding import (
    ask_refund,
    confirm_refund,
    decline_refund,
    pay_refund_alone,
    refund_rule_of,
    set_refund_rule,
)
from handsel.identity.scopes import READ, WRITE, Subject, scope
from handsel.kernel.clock import now
from handsel.ledger.documents import Document
from handsel.ledger.wanted import Wanted
from handsel.orders.models import Leg

router = Router(tags=["Orders"])


class RefundSearch(Search):
    """Which page of the refunds that are found."""

    state: str = Field(
        "", pattern="^(waiting|passed_on|refused_above|refunded|declined)?$", description="Only those so far."
    )


@router.get("/refunds", response=RefundPage, operation_id="refunds_list")
def refunds(request: ApiRequest, wanted: Query[RefundSearch]) -> RefundPage:
    """List the refunds that you decide about, newest first. `q` looks in the order number."""
    found = request.auth.refunds
    if wanted.q.strip():
        found = found.filter(number__icontains=wanted.q.strip())
    if wanted.state:
        found = found.filter(state=wanted.state)
    seller_id = request.auth.seller_id
    return paged(RefundPage, request, wanted, found.order_by("-pk"), lambda page: RefundOut.all_of(page, seller_id))


@router.get("/refunds/{int:refund_id}", response=RefundOut, operation_id="refunds_get")
def refund(request: ApiRequest, refund_id: int) -> RefundOut:
    """Show one refund that you decide about."""
    return _out(request, request.auth.refunds.get(pk=refund_id))


@router.post(
    "/orders/{number}/refunds",
    response={201: RefundOut},
    operation_id="orders_refund",
    **may_refuse(ask_refund, money=True),
)
def refund_order(request: ApiRequest, number: Text, body: RefundIn) -> HttpResponse:
    """Ask for the money of delivered lines that you sold; each tier above confirms. Needs an idempotency key."""
    return _asked(request, request.auth.sales.get(number=number), body)


@router.post(
    "/purchases/{number}/refunds",
    response={201: RefundOut},
    operation_id="purchases_refund",
    **may_refuse(ask_refund, money=True),
)
def refund_purchase(request: ApiRequest, number: Text, body: RefundIn) -> HttpResponse:
    """Ask your seller for the money of delivered lines that you ordered yourself. Needs an idempotency key."""
    return _asked(request, request.auth.purchases.get(number=number), body)


@router.post(
    "/refunds/{int:refund_id}/confirmation",
    response=RefundOut,
    operation_id="refunds_confirm",
    **may_refuse(confirm_refund, money=True),
)
def confirmation(request: ApiRequest, refund_id: int, body: RefundConfirmationIn | None = None) -> HttpResponse:
    """Agree to a refund; the tier above is asked, or it is paid on every edge at once. Needs an idempotency key."""
    said = body or RefundConfirmationIn(back=None, reason="")
    by = request.auth.actor
    return _answered(
        request,
        refund_id,
        lambda: confirm_refund(refund_id=refund_id, back=said.back, reason=said.reason, by=by, at=now()),
    )


@router.post(
    "/refunds/{int:refund_id}/decline",
    response=RefundOut,
    operation_id="refunds_decline",
    **may_refuse(decline_refund, money=True),
)
def decline(request: ApiRequest, refund_id: int, body: RefundAnswerIn) -> HttpResponse:
    """Say no, or take back that you had agreed; your own buyer decides then. Needs an idempotency key."""
    by = request.auth.actor
    return _answered(
        request, refund_id, lambda: decline_refund(refund_id=refund_id, answer=body.answer, by=by, at=now())
    )


@router.post(
    "/refunds/{int:refund_id}/own-pocket",
    response=RefundOut,
    operation_id="refunds_pay_alone",
    **may_refuse(pay_refund_alone, money=True),
)
def own_pocket(request: ApiRequest, refund_id: int) -> HttpResponse:
    """Pay your buyer although your own seller refused; it keeps what was delivered. Needs an idempotency key."""
    by = request.auth.actor
    return _answered(request, refund_id, lambda: pay_refund_alone(refund_id=refund_id, by=by, at=now()))


@router.post(
    "/refunds/{int:refund_id}/payout",
    response={201: AdjustedOut},
    operation_id="refunds_pay_out",
    **may_refuse(pay_out_refund, money=True),
)
@needs(scope(Subject.FUNDS, WRITE))
def payout(request: ApiRequest, refund_id: int, body: RefundPayoutIn) -> HttpResponse:
    """Pay out what was refunded; above your limit it waits for a second person. Needs an idempotency key."""
    request.auth.refunds.get(pk=refund_id)
    wanted = Wanted(
        kind=Document.PAYOUT,
        amount=body.amount.money,
        reason=body.reason,
        key=needed_key_of(request),
        method=body.method,
        reference=body.reference,
    )
    by = request.auth.actor
    return perform(
        request,
        lambda: pay_out_refund(refund_id=refund_id, wanted=wanted, by=by, at=now()),
        AdjustedOut.of,
        status=201,
    )


@router.post(
    "/refunds/{int:refund_id}/credit",
    response=RefundOut,
    operation_id="refunds_credit",
    **may_refuse(leave_as_credit, money=True),
)
@needs(scope(Subject.FUNDS, WRITE))
def credit(request: ApiRequest, refund_id: int) -> HttpResponse:
    """Leave a refund that was to be paid out as credit in the wallet. Needs an idempotency key."""
    by = request.auth.actor
    return _answered(request, refund_id, lambda: leave_as_credit(refund_id=refund_id, by=by, at=now()))


@router.get("/settings/refunds", response=RefundRuleOut, operation_id="refund_rule_get")
@needs(scope(Subject.SETTINGS, READ))
def rule(request: ApiRequest) -> RefundRuleOut:
    """Show by which rule you confirm refunds."""
    return RefundRuleOut.of(refund_rule_of(request.auth.seller_id))


@router.put("/settings/refunds", response=RefundRuleOut, operation_id="refund_rule_set", **may_refuse(set_refund_rule))
@needs(scope(Subject.SETTINGS, WRITE))
def set_rule(request: ApiRequest, body: RefundRuleIn) -> HttpResponse:
    """Decide by which rule refunds are confirmed from now on."""
    return perform(
        request,
        lambda: set_refund_rule(days=body.days, version=body.version, by=request.auth.actor, at=now()),
        RefundRuleOut.of,
    )


def _asked(request: ApiRequest, leg: Leg, body: RefundIn) -> HttpResponse:
    needed_key_of(request)

    def act() -> Refund:
        return ask_refund(
            leg_id=leg.pk, line_ids=body.lines, back=body.back, reason=body.reason, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda asked: _out(request, asked), status=201)


def _answered(request: ApiRequest, refund_id: int, act: Callable[[], Refund]) -> HttpResponse:
    request.auth.refunds.get(pk=refund_id)
    needed_key_of(request)
    return perform(request, act, lambda done: _out(request, done))


def _out(request: ApiRequest, found: Refund) -> RefundOut:
    return RefundOut.all_of([found], request.auth.seller_id)[0]
