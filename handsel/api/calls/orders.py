"""Orders of your buyers: list, read, place, approve, cancel; and what you buy yourself (ORD-2, ORD-4, ORD-11)."""

from datetime import UTC
from typing import Any

from django.http import FileResponse, HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import needed_key_of, perform
from handsel.api.paging import cursor_page, refuse_number
from handsel.api.refusals import may_refuse, refusals_in
from handsel.api.scoping import needs
from handsel.api.shapes.money import ReceiptIn
from handsel.api.shapes.order_changes import ApprovalIn, ChangesOut
from handsel.api.shapes.order_lines import pointing_into, wanted_of
from handsel.api.shapes.order_search import OrdersAsked, OrdersWanted
from handsel.api.shapes.orders import (
    CancellationIn,
    OrderDetails,
    OrderIn,
    OrderOut,
    OrderPage,
)
from handsel.api.shapes.parts import Text
from handsel.api.shapes.tasks import TaskOut
from handsel.api.shapes.told import InternalNoteIn, InternalNoteOut
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.ledger.models import Receipt
from handsel.orders.approval import approve_order, pay_order_again, reject_order, skip_order
from handsel.orders.internal_notes import write_internal_note
from handsel.orders.mailing import send_order_mail_again
from handsel.orders.models import Leg
from handsel.orders.particulars_models import InternalNote
from handsel.orders.placement import order_for
from handsel.orders.receiving import record_payment
from handsel.orders.rechecking import changes_since
from handsel.orders.repricing import ask_buyer
from handsel.reports.lists import XLSX
from handsel.reports.order_files import start_order_file
from handsel.reports.order_sheets import FILE_NAME, OrderListWanted, short_order_file
from handsel.tasks.models import Task

router = Router(tags=["Orders"])
_BINARY = {
    "description": "The file, as an attachment.",
    "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
}
FILE: dict[str, Any] = {
    "openapi_extra": {"x-refusals": [kind.code for kind in refusals_in(short_order_file)], "responses": {200: _BINARY}}
}


@router.get("/orders", response=OrderPage, operation_id="orders_list")
def orders(request: ApiRequest, wanted: Query[OrdersWanted]) -> OrderPage:
    """List the orders of your buyers, newest first; where approval is awaited, those that need yours first.

    `q` looks in the number, the buyer, the name on the invoice, and everything in the order.
    """
    refuse_number(request)
    found = request.auth.sales
    if wanted.buyer is not None:
        found = found.filter(buyer__number=wanted.buyer)
    cursor = wanted.dict(include={"after", "before"})
    page = wanted.search.page(found, UTC, cursor, seller_id=request.auth.seller_id, size=wanted.size)
    return cursor_page(OrderPage, request, page, wanted.size, lambda rows: OrderOut.all_of(request.auth, rows))


@router.get("/orders/export", operation_id="orders_export", **FILE)
@needs(scope(Subject.REPORTS, READ))
def export(request: ApiRequest, wanted: Query[OrdersAsked]) -> FileResponse:
    """Download the orders that are found as Orders.xlsx; where they are many, POST the same address."""
    made = short_order_file(_file(wanted), by=request.auth.actor, at=now())
    return FileResponse(made, as_attachment=True, filename=FILE_NAME, content_type=XLSX)


@router.post(
    "/orders/export", response={202: TaskOut}, operation_id="orders_export_start", **may_refuse(start_order_file)
)
@needs(scope(Subject.REPORTS, READ))
def start_export(request: ApiRequest, wanted: Query[OrdersAsked]) -> HttpResponse:
    """Let a task make Orders.xlsx, however many they are; fetch it from /tasks/{id}/file within a day."""
    by = request.auth.actor

    def act() -> Task:
        return start_order_file(wanted=_file(wanted), by=by, at=now())

    return perform(request, act, lambda task: TaskOut.of(task, by), status=202)


def _file(wanted: OrdersAsked) -> OrderListWanted:
    return OrderListWanted(wanted.search, "UTC", wanted.buyer)


@router.get("/orders/{number}", response=OrderDetails, operation_id="orders_get")
def order(request: ApiRequest, number: Text) -> OrderDetails:
    """Show one order of one of your buyers, with its lines at the prices they pay."""
    return OrderDetails.one_of(request.auth, _sale(request, number))


@router.get("/orders/{number}/changes", response=ChangesOut, operation_id="orders_changes")
def changes(request: ApiRequest, number: Text) -> ChangesOut:
    """Tell what changed since an order was placed, which whoever approves it confirms."""
    return ChangesOut.of(changes_since(_sale(request, number), at=now()))


@router.post("/orders", response={201: OrderDetails}, operation_id="orders_create", **may_refuse(order_for, money=True))
def new_order(request: ApiRequest, body: OrderIn) -> HttpResponse:
    """Order for one of your buyers; it skips your own approval. Needs an idempotency key, since it can spend money."""
    buyer = request.auth.accounts.filter(number=body.buyer).first()
    if buyer is None:
        raise Invalid(fields={"buyer": "You have no customer or sub-reseller with this number."})
    lines, prices = wanted_of(body.lines), [line.by_hand for line in body.lines]
    needed_key_of(request)

    def act() -> Leg:
        chosen: dict[str, Any] = {"told": body.told, "prices": prices, "payment_method": body.payment_method or ""}
        with pointing_into(body.lines):
            return order_for(buyer_id=buyer.pk, lines=lines, **chosen, by=request.auth.actor, at=now())

    return perform(request, act, lambda leg: OrderDetails.one_of(request.auth, leg), status=201)


@router.get("/orders/{number}/internal-note", response=InternalNoteOut, operation_id="orders_get_internal_note")
def internal_note(request: ApiRequest, number: Text) -> InternalNoteOut:
    """Show what your staff noted about an order; nobody else ever reads it."""
    return InternalNoteOut.of(request.auth.internal_notes.filter(order_id=_sale(request, number).order_id).first())


@router.put(
    "/orders/{number}/internal-note",
    response=InternalNoteOut,
    operation_id="orders_set_internal_note",
    **may_refuse(write_internal_note),
)
def set_internal_note(request: ApiRequest, number: Text, body: InternalNoteIn) -> HttpResponse:
    """Write, change or empty your own note on an order."""
    leg = _sale(request, number)

    def act() -> InternalNote | None:
        return write_internal_note(
            order_id=leg.order_id, text=body.text, version=body.version, by=request.auth.actor, at=now()
        )

    return perform(request, act, InternalNoteOut.of)


@router.post(
    "/orders/{number}/approval",
    response=OrderDetails,
    operation_id="orders_approve",
    **may_refuse(approve_order, money=True),
)
def approval(request: ApiRequest, number: Text, body: ApprovalIn | None = None) -> HttpResponse:
    """Agree to an order: it goes on to the next tier or settles through all of them. Needs an idempotency key.

    What changed since it was placed is refused, and accepted with the `seal` of its `changes`.
    """
    leg = _sale(request, number)
    needed_key_of(request)
    confirmed = body.confirmed if body else ""

    def act() -> Leg:
        return approve_order(leg_id=leg.pk, confirmed=confirmed, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: OrderDetails.one_of(request.auth, done))


@router.post(
    "/orders/{number}/price-question",
    response=OrderDetails,
    operation_id="orders_ask_buyer",
    **may_refuse(ask_buyer),
)
def price_question(request: ApiRequest, number: Text) -> HttpResponse:
    """Give an order whose price changed back to its buyer, who agrees to today's price or not."""
    leg = _sale(request, number)

    def act() -> Leg:
        return ask_buyer(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: OrderDetails.one_of(request.auth, done))


@router.post(
    "/orders/{number}/cancellation",
    response=OrderDetails,
    operation_id="orders_cancel",
    **may_refuse(reject_order, money=True),
)
def cancellation(request: ApiRequest, number: Text, body: CancellationIn) -> HttpResponse:
    """Cancel an order that is not settled; held money is free again. Needs an idempotency key."""
    leg = _sale(request, number)
    needed_key_of(request)

    def act() -> Leg:
        return reject_order(leg_id=leg.pk, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: OrderDetails.one_of(request.auth, done))


@router.post(
    "/orders/{number}/payments",
    response={201: OrderDetails},
    operation_id="orders_record_payment",
    **may_refuse(record_payment, money=True),
)
def payment(request: ApiRequest, number: Text, body: ReceiptIn) -> HttpResponse:
    """Record what arrived for an order, all of it or a part, which is kept for it. Needs an idempotency key."""
    leg = _sale(request, number)
    received = body.received(request.auth.sender, needed_key_of(request))

    def act() -> Receipt:
        return record_payment(leg_id=leg.pk, received=received, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: OrderDetails.one_of(request.auth, _sale(request, number)), status=201)


@router.post(
    "/orders/{number}/payment-retry",
    response=OrderDetails,
    operation_id="orders_pay_again",
    **may_refuse(pay_order_again, money=True),
)
def payment_retry(request: ApiRequest, number: Text) -> HttpResponse:
    """Have the buyer's card on file charged once more for an order whose card was refused. Needs an idempotency key.

    The gateway is asked right after this call; `card_payment` then tells what it said.
    """
    leg = _sale(request, number)
    needed_key_of(request)

    def act() -> Leg:
        return pay_order_again(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: OrderDetails.one_of(request.auth, done))


@router.post(
    "/orders/{number}/mail",
    response=OrderDetails,
    operation_id="orders_send_mail_again",
    **may_refuse(send_order_mail_again),
)
def mail_again(request: ApiRequest, number: Text) -> HttpResponse:
    """Send whoever ordered the mail again that tells how the order stands now."""
    leg = _sale(request, number)

    def act() -> Leg:
        return send_order_mail_again(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: OrderDetails.one_of(request.auth, leg))


@router.post("/orders/{number}/skip", response=OrderDetails, operation_id="orders_skip", **may_refuse(skip_order))
def skip(request: ApiRequest, number: Text) -> HttpResponse:
    """Put an order that waits for its buyer's money behind the others that wait for the same wallet."""
    leg = _sale(request, number)

    def act() -> Leg:
        return skip_order(leg_id=leg.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda done: OrderDetails.one_of(request.auth, done))


def _sale(request: ApiRequest, number: Text) -> Leg:
    return request.auth.sales.select_related("buyer").get(number=number)
