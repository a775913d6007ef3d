"""Announced payments: the queue, and the dialogs that confirm or decline one (FUN-7)."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.adjustments_seen import received_said
from handsel.console.announced_seen import as_seen
from handsel.console.awaited import in_queue, queue_tabs
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.adjusting import DeclineForm
from handsel.console.forms.funds import ArrivedForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import confirm_announcement, decline_announcement
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import alike_receipts
from handsel.ledger.models import Receipt
from handsel.ledger.receiving import Received
from handsel.ledger.rules import may_answer_announcement
from handsel.web.amounts import typed_amount, typed_money
from handsel.web.announcing import Alike
from handsel.web.tables import page_of
from handsel.web.templatetags.dates import day_text

FORM = ["GET", "POST"]


@at_desk
@require_GET
def announced(request: DeskRequest) -> HttpResponse:
    desk, at, answered = request.desk, now(), "answered" in request.GET
    found = desk.announcements
    page = page_of(in_queue(found.select_related("buyer", "receipt"), answered=answered, at=at), request.GET)
    shown = {
        "page": page.shown_as(as_seen(desk, at)),
        "tabs": queue_tabs("console:announcements", found, answered=answered, at=at),
        "answered": answered,
    }
    return render(request, "console/funds/announced.html", shown)


@at_desk
@require_http_methods(FORM)
def announcement_confirm(request: DeskRequest, pk: int) -> HttpResponse:
    desk, at = request.desk, now()
    told = get_object_or_404(desk.announcements.select_related("buyer"), pk=pk)
    may_answer_announcement(desk.actor, told).or_refuse()
    begun = {
        "amount": typed_amount(Money(told.amount_minor, told.currency)),
        "received_on": request.portal.today(at),
    }
    form = ArrivedForm(request.POST or None, currency=told.currency, initial=begun)
    receipt = form.submit(lambda typed: _confirm(request, told, typed, at))
    if receipt:
        return done_here(request, received_said(receipt, told.buyer.name), "console:announcements")
    return render(request, "console/funds/announced_confirm.html", {"form": form, "told": told}, status=form.status)


def _confirm(request: DeskRequest, told: Announcement, typed: dict[str, Any], at: datetime) -> Receipt:
    """Confirm what arrived, once it is said that a receipt alike is of another payment."""
    by, arrived = request.desk.actor, typed_money(typed["amount"], told.currency)
    received = Received(arrived, PaidBy.BANK_TRANSFER, typed["received_on"], f"announced-{told.pk}", told.reference)
    alike = None if typed["sure"] else alike_receipts(told.buyer_id, received, by).first()
    if alike:
        known = {"number": alike.number, "day": day_text(alike.received_on)}
        said = _("Receipt %(number)s of %(day)s has the same amount and reference. Is this another payment?")
        raise Alike(said % known)
    return confirm_announcement(announcement_id=told.pk, amount=arrived, received_on=typed["received_on"], by=by, at=at)


@at_desk
@require_http_methods(FORM)
def announcement_decline(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    told = get_object_or_404(desk.announcements.select_related("buyer"), pk=pk)
    may_answer_announcement(desk.actor, told).or_refuse()
    form = DeclineForm(request.POST or None)
    if form.submit(lambda typed: decline_announcement(announcement_id=pk, by=desk.actor, at=now(), **typed)):
        return done_here(request, _("Declined; nothing has moved."), "console:announcements")
    return render(request, "console/funds/announced_decline.html", {"form": form, "told": told}, status=form.status)
