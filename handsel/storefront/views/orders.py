"""What the customer ordered: the list, one order, and the page right after ordering (ORD-1, ORD-2)."""

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handsel.kernel.clock import now
from handsel.kernel.keyset import Order, keyset_page
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import pay_order_again
from handsel.orders.finding import find
from handsel.orders.preflight import paid_in_part
from handsel.orders.repricing import new_price
from handsel.orders.rules import may_pay_again
from handsel.storefront.cart_seen import funding_of_order
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed, to_buy
from handsel.storefront.orders_seen import SeenOrder
from handsel.storefront.paying_told import paying
from handsel.web.answers import done
from handsel.web.deliveries_told import paid_back
from handsel.web.refusals import refusal_toast
from handsel.web.searches import searched

PLACED = Order("placed", (F("pk"),), falls=True)


@at_counter
@require_safe
def orders(request: CounterRequest) -> HttpResponse:
    text, found = searched(request.GET), request.counter.orders
    page = keyset_page(find(found, text, seller_id=request.counter.seller_id).legs, PLACED, request.GET)
    shown = {"page": page, "orders": SeenOrder.all_of(page.rows, request.portal.title), "text": text}
    is_search = request.headers.get("HX-Target") == "rows"
    return render(request, "storefront/orders/list.html#rows" if is_search else "storefront/orders/list.html", shown)


@at_counter
@require_safe
def order(request: CounterRequest, number: str) -> HttpResponse:
    return _shown(request, number, "storefront/orders/order.html")


@at_counter
@require_safe
def placed(request: CounterRequest, number: str) -> HttpResponse:
    return _shown(request, number, "storefront/orders/placed.html")


@at_counter
@require_safe
def order_print(request: CounterRequest, number: str) -> HttpResponse:
    counter, leg = request.counter, request.counter.orders.get(number=number)
    (seen,) = SeenOrder.all_of([leg], request.portal.title)
    shown = {"leg": leg, "rows": seen.rows, "sum": seen.sum, "said": seen.said, "buyer": counter.account}
    shown |= {"status": seen.status, "colour": seen.situation.colour, "paid_back": paid_back(seen.rows)}
    shown |= paid_in_part(leg, at=now(), knows_funds=bool(counter.may_see_funds))
    return render(request, "web/order_paper.html", shown)


@at_counter
@if_allowed("may_shop")
@to_buy
@require_POST
def order_pay(request: CounterRequest, number: str) -> HttpResponse:
    """Have the card charged once more for an order that waits for it."""
    leg = get_object_or_404(request.counter.orders, number=number)
    try:
        pay_order_again(leg_id=leg.pk, by=request.counter.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done(request, _("Your card is asked once more."), "storefront:order", number)


def _shown(request: CounterRequest, number: str, template: str) -> HttpResponse:
    (seen,) = SeenOrder.all_of([request.counter.orders.get(number=number)], request.portal.title)
    waits_for_money = seen.situation.name == "awaiting_payment" and not seen.card
    funding = funding_of_order(request.counter.wallet, seen.leg) if waits_for_money else None
    part = paid_in_part(seen.leg, at=now(), knows_funds=False)
    lacking, total = (funding.missing, part.get("due", seen.total)) if funding else (seen.leg.owed, seen.leg.owed)
    shown: dict[str, object] = {"order": seen, "funding": funding, "kept": part.get("kept")}
    shown["again"] = may_pay_again(request.counter.actor, seen.leg) if seen.card else None
    shown["new_price"] = new_price(seen.leg, at=now()) if seen.situation.name == "awaiting_buyer" else None
    due: dict[str, Any] = {"missing": lacking, "total": total, "method": seen.leg.payment_method}
    shown |= {"paying": paying(request, order=number, **due) if lacking else None}
    return render(request, template, shown)
