"""What a second person confirms, and the limit above which one is needed (FUN-3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.tree import own_currency
from handsel.console.adjustments_seen import as_seen, confirmed_said, document_of
from handsel.console.awaited import in_queue, queue_tabs
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.adjusting import DeclineForm, LimitForm
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.confirming import (
    confirm_adjustment,
    confirmation_limit,
    decline_adjustment,
    set_confirmation_limit,
    withdraw_adjustment,
)
from handsel.ledger.rules import may_confirm, may_set_confirmation_limit, may_withdraw
from handsel.web.amounts import typed_amount, typed_money
from handsel.web.tables import page_of
from handsel.web.templatetags.money import money_text

FORM = ["GET", "POST"]
TOLD = ("buyer", "adjustment", "reverses__receipt", "reverses__adjustment")


@at_desk
@require_GET
def to_confirm(request: DeskRequest) -> HttpResponse:
    desk, at, answered = request.desk, now(), "answered" in request.GET
    found = desk.confirmations
    page = page_of(in_queue(found.select_related(*TOLD), answered=answered, at=at), request.GET)
    shown = {
        "page": page.shown_as(as_seen(desk, at)),
        "tabs": queue_tabs("console:confirmations", found, answered=answered, at=at),
        "answered": answered,
        "limit": confirmation_limit(desk.seller_id, own_currency(desk.seller_id)),
        "may_set": may_set_confirmation_limit(desk.actor),
    }
    return render(request, "console/funds/to_confirm.html", shown)


@at_desk
@require_http_methods(FORM)
def confirmation_confirm(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    asked = get_object_or_404(desk.confirmations.select_related(*TOLD), pk=pk)
    may_confirm(desk.actor, asked).or_refuse()
    form = ConfirmForm(request.POST or None)
    if done := form.submit(lambda _typed: confirm_adjustment(confirmation_id=pk, by=desk.actor, at=now())):
        return done_here(request, confirmed_said(asked, done), "console:confirmations")
    shown = {"form": form, "asked": asked, "document": document_of(asked)}
    return render(request, "console/funds/confirm.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def confirmation_decline(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    asked = get_object_or_404(desk.confirmations.select_related("buyer"), pk=pk)
    may_confirm(desk.actor, asked).or_refuse()
    form = DeclineForm(request.POST or None)
    if form.submit(lambda typed: decline_adjustment(confirmation_id=pk, by=desk.actor, at=now(), **typed)):
        return done_here(request, _("Declined; nothing has moved."), "console:confirmations")
    return render(request, "console/funds/decline.html", {"form": form, "asked": asked}, status=form.status)


@at_desk
@require_http_methods(FORM)
def confirmation_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    asked = get_object_or_404(desk.confirmations.select_related("buyer"), pk=pk)
    may_withdraw(desk.actor, asked).or_refuse()
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_adjustment(confirmation_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("Withdrawn; nothing has moved."), "console:confirmations")
    return render(request, "console/funds/withdraw.html", {"form": form, "asked": asked}, status=form.status)


@at_desk
@require_http_methods(FORM)
def confirmation_limit_set(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_confirmation_limit(desk.actor).or_refuse()
    currency = own_currency(desk.seller_id)
    begun = {"limit": typed_amount(confirmation_limit(desk.seller_id, currency))}
    form = LimitForm(request.POST or None, currency=currency, initial=begun)
    held = form.submit(
        lambda typed: set_confirmation_limit(
            limit=typed_money(typed["limit"], currency, field="limit", may_be_zero=True), by=desk.actor, at=now()
        )
    )
    if held:
        said = _("Above %s a second person confirms.") % money_text(Money(held.limit_minor, currency))
        return done_here(request, said, "console:confirmations")
    return render(request, "console/funds/limit.html", {"form": form}, status=form.status)
