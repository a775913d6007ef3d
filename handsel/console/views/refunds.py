"""Refunds of what was delivered: asked for on the order, answered in their queue, by the rule in Settings (ORD-12)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.rules import may_change_settings
from handsel.console.adjustments_seen import document_said
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.adjusting import PayOutForm
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.refunds import AskRefundForm, ConfirmRefundForm, DeclineRefundForm, RefundRuleForm
from handsel.console.refunds_seen import SeenRefund, nothing_in, part_of, refund_page, seen_refunds, tabs_of
from handsel.console.returning import done_here
from handsel.console.settings_seen import settings_menu
from handsel.console.views.adjusting import wanted_payout
from handsel.deliveries.refund_models import Back, Refund
from handsel.deliveries.refund_moves import RefundState
from handsel.deliveries.refund_payouts import amount_to_pay_out, leave_as_credit, pay_out_refund
from handsel.deliveries.refunding import (
    ask_refund,
    confirm_refund,
    decline_refund,
    pay_refund_alone,
    refund_rule_of,
    refundable_lines,
    set_refund_rule,
    ways_back,
)
from handsel.deliveries.rules import may_answer_refund, may_ask_refund
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.confirming import confirmation_limit
from handsel.ledger.rules import may_adjust
from handsel.web.amounts import typed_amount
from handsel.web.answers import done

FORM = ["GET", "POST"]
SAID = {
    RefundState.REFUNDED: lambda: _("The money went back on every edge, into the wallets."),
    RefundState.PASSED_ON: lambda: _("Agreed; the tier above is asked now."),
}


@at_desk
@require_GET
def refunds(request: DeskRequest) -> HttpResponse:
    part = part_of(request.GET)
    shown = {"page": refund_page(request.desk, part, request.GET), "tabs": tabs_of(request.desk, part)}
    shown |= {"nothing": nothing_in(part), "rule": refund_rule_of(request.desk.seller_id)}
    return render(request, "console/refunds/list.html", shown)


@at_desk
@require_http_methods(FORM)
def order_refund(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    leg = get_object_or_404(desk.sales.select_related("buyer"), number=number)
    may_ask_refund(desk.actor, leg).or_refuse()
    form = AskRefundForm(request.POST or None, lines=refundable_lines(leg), ways=ways_back(leg))
    asked = form.submit(
        lambda typed: ask_refund(
            leg_id=leg.pk, line_ids=typed["lines"], back=typed["back"], reason=typed["reason"], by=desk.actor, at=now()
        )
    )
    if asked:
        return done_here(request, SAID[RefundState(asked.state)](), "console:order", number)
    return render(request, "console/refunds/ask.html", {"form": form, "leg": leg}, status=form.status)


@at_desk
@require_http_methods(FORM)
def refund_confirm(request: DeskRequest, pk: int) -> HttpResponse:
    desk, seen = request.desk, _seen(request, pk)
    refund, typed = seen.refund, request.POST or None
    form = ConfirmRefundForm(typed, ways=ways_back(refund.leg), back=refund.back, has_parent=desk.has_parent)
    confirmed = form.submit(lambda typed: confirm_refund(refund_id=pk, **typed, by=desk.actor, at=now()))
    if confirmed:
        return done_here(request, SAID[RefundState(confirmed.state)](), "console:refunds")
    return render(request, "console/refunds/confirm.html", {"form": form, "seen": seen}, status=form.status)


@at_desk
@require_http_methods(FORM)
def refund_decline(request: DeskRequest, pk: int) -> HttpResponse:
    desk, seen = request.desk, _seen(request, pk)
    form = DeclineRefundForm(request.POST or None)
    if form.submit(lambda typed: decline_refund(refund_id=pk, answer=typed["answer"], by=desk.actor, at=now())):
        return done_here(request, _("Declined; nothing has moved."), "console:refunds")
    return render(request, "console/refunds/decline.html", {"form": form, "seen": seen}, status=form.status)


@at_desk
@require_http_methods(FORM)
def refund_alone(request: DeskRequest, pk: int) -> HttpResponse:
    desk, seen = request.desk, _seen(request, pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: pay_refund_alone(refund_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("Paid back by you; what was delivered stays."), "console:refunds")
    return render(request, "console/refunds/alone.html", {"form": form, "seen": seen}, status=form.status)


@at_desk
@require_http_methods(FORM)
def refund_pay_out(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_adjust(desk.actor).or_refuse()
    refund = get_object_or_404(desk.refunds.select_related("buyer", "leg"), pk=pk)
    left = amount_to_pay_out(refund)
    form = PayOutForm(request.POST or None, currency=left.currency, initial=_begun(refund, left))
    paid = form.submit(
        lambda typed: pay_out_refund(refund_id=pk, wanted=wanted_payout(typed, left.currency), by=desk.actor, at=now())
    )
    if paid:
        return done_here(request, document_said(paid, refund.buyer.name), "console:refunds")
    shown = {"form": form, "refund": refund, "left": left, "limit": confirmation_limit(desk.seller_id, left.currency)}
    return render(request, "console/refunds/pay_out.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def refund_credit(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_adjust(desk.actor).or_refuse()
    refund = get_object_or_404(desk.refunds.select_related("buyer", "leg"), pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: leave_as_credit(refund_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("It stays as credit of %s.") % refund.buyer.name, "console:refunds")
    shown = {"form": form, "refund": refund, "left": amount_to_pay_out(refund)}
    return render(request, "console/refunds/credit.html", shown, status=form.status)


def _begun(refund: Refund, left: Money) -> dict[str, str]:
    reason = _("Refund of order %(number)s") % {"number": refund.number}
    begun = {"amount": typed_amount(left), "reason": reason}
    return begun if refund.back == Back.WALLET else begun | {"method": refund.back}


@at_desk
@require_http_methods(FORM)
def settings_refunds(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    rule, may_change = refund_rule_of(desk.seller_id), may_change_settings(desk.actor)
    form = RefundRuleForm(request.POST or None, initial={"days": rule.days, "version": rule.version})
    form, saved = form.attempt(lambda typed: set_refund_rule(**typed, by=desk.actor, at=now()))
    if saved:
        return done(request, _("The settings are saved."), "console:settings-refunds")
    shown: dict[str, Any] = {"form": form, "may_change": may_change, "sections": settings_menu("settings-refunds")}
    return render(request, "console/portal/refunds.html", shown, status=form.status)


def _seen(request: DeskRequest, pk: int) -> SeenRefund:
    found = get_object_or_404(request.desk.refunds.select_related("buyer", "leg"), pk=pk)
    may_answer_refund(request.desk.actor, found).or_refuse()
    (seen,) = seen_refunds(request.desk, [found])
    return seen
