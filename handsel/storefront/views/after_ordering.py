"""What a buyer says after it ordered: no, money back, yes to another price (ORD-3, ORD-12, ORD-13)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.deliveries.refunding import ask_refund, refundable_lines, ways_back
from handsel.deliveries.rules import may_ask_refund
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.kernel.refusal import Refusal
from handsel.orders.repricing import confirm_price, decline_price
from handsel.orders.rules import may_withdraw
from handsel.orders.withdrawing import withdraw_order
from handsel.storefront.counter import CounterRequest, at_counter, if_allowed, to_buy
from handsel.storefront.forms.refunds import WishForm
from handsel.web.answers import done
from handsel.web.refusals import refusal_toast
from handsel.web.withdraw_form import WithdrawForm

LONGEST_TOTAL = 17


@at_counter
@if_allowed("may_shop")
@require_http_methods(["GET", "HEAD", "POST"])
def order_cancel(request: CounterRequest, number: str) -> HttpResponse:
    actor, leg = request.counter.actor, get_object_or_404(request.counter.orders, number=number)
    may_withdraw(actor, leg).or_refuse()
    form = WithdrawForm(request.POST or None)
    canceled = form.submit(lambda typed: withdraw_order(leg_id=leg.pk, reason=typed["reason"], by=actor, at=now()))
    if canceled:
        return done(request, _("The order was canceled; nothing is charged."), "storefront:order", number)
    return render(request, "storefront/orders/cancel.html", {"form": form, "leg": leg}, status=form.status)


@at_counter
@if_allowed("may_shop")
@require_http_methods(["GET", "HEAD", "POST"])
def order_refund(request: CounterRequest, number: str) -> HttpResponse:
    actor, leg = request.counter.actor, get_object_or_404(request.counter.orders, number=number)
    may_ask_refund(actor, leg).or_refuse()
    form = WishForm(request.POST or None, lines=refundable_lines(leg), ways=ways_back(leg))
    asked = form.submit(
        lambda typed: ask_refund(
            leg_id=leg.pk, line_ids=typed["lines"], back=typed["back"], reason=typed["reason"], by=actor, at=now()
        )
    )
    if asked:
        said = _("%(seller)s was asked, and answers here.") % {"seller": request.portal.title}
        return done(request, said, "storefront:order", number)
    return render(request, "storefront/orders/refund.html", {"form": form, "leg": leg}, status=form.status)


@at_counter
@if_allowed("may_shop")
@to_buy
@require_POST
def order_price(request: CounterRequest, number: str) -> HttpResponse:
    """Agree to the new price that was seen, or end the order."""
    actor, leg = request.counter.actor, get_object_or_404(request.counter.orders, number=number)
    told = request.POST.get("total", "")
    total = Money(int(told) if told.isascii() and told.isdigit() and len(told) < LONGEST_TOTAL else -1, leg.currency)
    try:
        if request.POST.get("answer") == "no":
            decline_price(leg_id=leg.pk, by=actor, at=now())
            return done(request, _("The order was canceled; nothing is charged."), "storefront:order", number)
        confirm_price(leg_id=leg.pk, total=total, by=actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return done(request, _("Thank you. The order goes on at the new price."), "storefront:order", number)
