"""The orders of all buyers in their queues, one order in full, and what staff decide about it (ORD-1, ORD-3, ORD-5)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.console.carts_seen import seen_carts
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.orders import ReasonForm
from handsel.console.hand_prices_seen import hand_prices
from handsel.console.left_carts_seen import left_carts
from handsel.console.order_rows import queue_rows
from handsel.console.order_sheets import OrderSheet
from handsel.console.returning import done_here
from handsel.console.shortages import held_up, shortage_of, waiting_for_us, with_customers
from handsel.console.sold_orders import HELD_UP, filter_choices, order_page, queue_numbers, queue_tabs, searched_orders
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order, pay_order_again, reject_order, retry_order, skip_order
from handsel.orders.carts_found import loaded
from handsel.orders.receiving import received_for
from handsel.orders.repricing import ask_buyer
from handsel.orders.rules import may_decide_orders, may_reject, waits_for_money
from handsel.orders.status import situation
from handsel.signups.carts_found import LeftSearch
from handsel.web.answers import done
from handsel.web.refusals import refusal_toast


@at_desk
@require_GET
def orders(request: DeskRequest) -> HttpResponse:
    desk, search = request.desk, searched_orders(request.GET)
    shown: dict[str, Any] = {"search": search, "may_decide": may_decide_orders(desk.actor)}
    if search.is_incomplete:
        shown |= left_carts(request, LeftSearch.from_params(request.GET, search.text))
    else:
        page = order_page(desk, search, request.GET)
        rows = queue_rows(page.rows, search, may_decide=bool(may_decide_orders(desk.actor)))
        shown |= {"page": page, "rows": rows, "choices": filter_choices()}
    if not request.htmx:
        numbers = queue_numbers(desk)
        shown["tabs"] = queue_tabs(numbers, search.queue)
        shown["shortage"] = shortage_of(desk, waiting_for_us(desk)) if numbers[HELD_UP] else None
    template = "console/orders/list.html#rows" if request.htmx else "console/orders/list.html"
    return render(request, template, shown)


@at_desk
@require_GET
def orders_waiting(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    waiting = waiting_for_us(desk)
    shown = {
        "shortage": shortage_of(desk, waiting),
        "orders": with_customers(desk, waiting[:200]),
        "may_retry": may_decide_orders(desk.actor),
    }
    return render(request, "console/orders/waiting.html", shown)


@at_desk
@require_GET
def order(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    sale = desk.sales.filter(number=number).select_related("buyer").first()
    purchase = desk.purchases.filter(number=number).first()
    if not sale and not purchase:
        return _cart(request, number)
    sheet, by_hand = OrderSheet(desk, sale, purchase), hand_prices(desk, sale)
    shown = {"sheet": sheet, "by_hand": by_hand, "may_retry": may_decide_orders(desk.actor)}
    return render(request, "console/orders/order.html", shown)


def _cart(request: DeskRequest, number: str) -> HttpResponse:
    cart = get_object_or_404(loaded(request.desk.carts), number=number)
    return render(request, "console/orders/cart.html", {"cart": seen_carts(request.desk, [cart])[0]})


@at_desk
@require_POST
def order_approve(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales, number=number)
    try:
        approve_order(leg_id=leg.pk, confirmed=request.POST.get("confirmed", ""), by=desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done_here(request, _("Order %s is accepted.") % number, "console:order", number)


@at_desk
@require_POST
def order_ask_buyer(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales, number=number)
    try:
        ask_buyer(leg_id=leg.pk, by=desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done_here(request, _("The buyer is asked about order %s.") % number, "console:order", number)


@at_desk
@require_http_methods(["GET", "POST"])
def order_cancel(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales.select_related("buyer"), number=number)
    may_reject(desk.actor, leg).or_refuse()
    form = ReasonForm(request.POST or None)
    canceled = form.submit(lambda typed: reject_order(leg_id=leg.pk, reason=typed["reason"], by=desk.actor, at=now()))
    if canceled:
        return done_here(request, _("Order %s is canceled.") % number, "console:order", number)
    shown = {"form": form, "leg": leg, "rejects": situation(leg).name == "awaiting_approval"}
    shown["received"] = received_for([leg]).get(leg.pk)
    return render(request, "console/orders/cancel.html", shown, status=form.status)


@at_desk
@require_POST
def order_skip(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = desk.sales.filter(held_up(), number=number).first() or desk.purchases.filter(number=number).first()
    if leg is None:
        raise Http404
    try:
        skip_order(leg_id=leg.pk, by=desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done_here(request, _("Order %s goes behind the others.") % number, "console:order", number)


@at_desk
@require_POST
def order_pay_again(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales, number=number)
    try:
        pay_order_again(leg_id=leg.pk, by=desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done_here(request, _("The card is asked once more for order %s.") % number, "console:order", number)


@at_desk
@require_POST
def order_retry(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = desk.purchases.filter(number=number).first()
    if leg is None:
        raise Http404
    try:
        retry_order(order_id=leg.order_id, by=desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    stands = desk.purchases.filter(pk=leg.pk).first()
    if stands is None:
        text = _("Order %s waits for your buyer again; you are asked once it is accepted there.")
        return done(request, text % number, "console:purchases")
    text = _("Order %s still waits for funds.") if waits_for_money(stands) else _("Order %s goes on.")
    return done_here(request, text % number, "console:order", number)
