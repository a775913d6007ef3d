"""The record of a customer or sub-reseller, section by section (ACC-5, ACC-14, ACC-15, ORD-4)."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import mandatory_of, update_account
from handsel.console.choices import staff_choices
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.accounts import RecordForm
from handsel.console.mails_seen import SeenMail
from handsel.console.records import record_of
from handsel.console.running import Asset, Running
from handsel.console.shortages import waiting_for
from handsel.console.timelines import as_happening, happened_to, kind_tabs, last_to_change
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import set_approval
from handsel.orders.rules import may_decide_orders
from handsel.timeline.kinds import KINDS
from handsel.web.answers import done
from handsel.web.refusals import refusal_toast
from handsel.web.searches import searched
from handsel.web.statements import see_statement
from handsel.web.tables import page_of

MOST_WAITING = 50
"""So many orders that wait for money are shown on a record; the queues have all."""


@at_desk
@require_GET
def account(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account")
    shown = {"record": record, "form": _form(request, record.account)}
    return render(request, "console/accounts/information.html", shown)


@at_desk
@require_POST
def account_update(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account")
    found = record.account
    form, saved = _form(request, found, request.POST).attempt(lambda typed: _update(request, found, typed))
    if saved:
        return done(request, _("%s is saved.") % saved.name, "console:account", number)
    if form.is_over:
        form.saved_by = last_to_change(request.desk, "account", found.pk)
    template = "_information.html" if request.htmx else "information.html"
    return render(request, f"console/accounts/{template}", {"record": record, "form": form}, status=form.status)


def _form(request: DeskRequest, found: Account, data: QueryDict | None = None) -> RecordForm:
    desk = request.desk
    return RecordForm(
        data,
        account=found,
        staff=staff_choices(desk.seller_id),
        needed=mandatory_of(found, request.portal),
        is_editable=bool(desk.may.manage_accounts),
    )


def _update(request: DeskRequest, found: Account, typed: dict[str, Any]) -> Account:
    return update_account(
        account_id=found.pk,
        details=AccountDetails.from_params(typed),
        manager_id=typed["manager"],
        version=typed["version"],
        by=request.desk.actor,
        at=now(),
    )


@at_desk
@require_POST
def account_approval(request: DeskRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.desk.accounts, number=number)
    try:
        set_approval(account_id=found.pk, required="required" in request.POST, by=request.desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    if request.htmx:
        return render(
            request, "console/accounts/_approval.html", {"record": record_of(request.desk, number, "account")}
        )
    return done(request, _("Order approval is saved."), "console:account", number)


@at_desk
@require_GET
def account_subscriptions(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account-subscriptions")
    running = request.desk.subscriptions.filter(buyer=record.account, ended_on__isnull=True)
    running = running.select_related("leg_line__delivery").order_by("product", "pk")
    page = page_of(running, request.GET).shown_as(Running)
    return render(request, "console/accounts/subscriptions.html", {"record": record, "page": page})


@at_desk
@require_GET
def account_assets(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account-assets")
    bought = request.desk.assets.filter(buyer=record.account).select_related("leg", "delivery").order_by("-pk")
    page = page_of(bought, request.GET).shown_as(Asset)
    return render(request, "console/accounts/assets.html", {"record": record, "page": page})


@at_desk
@require_GET
def account_funds(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account-funds")
    seen = see_statement(record.wallet, request.GET, request.portal.zone) if record.wallet else None
    waiting = waiting_for(request.desk, record.account.pk, MOST_WAITING)
    may = may_decide_orders(request.desk.actor)
    shown = {"record": record, "seen": seen, "waiting": waiting, "may_retry": may}
    return render(request, "console/accounts/funds.html", shown)


@at_desk
@require_GET
def account_mails(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account-mails")
    messages = request.desk.mailbox.about(record.account.pk).defer("html", "text", "secret").order_by("-pk")
    page = page_of(messages, request.GET).shown_as(SeenMail)
    return render(request, "console/accounts/mails.html", {"record": record, "page": page})


@at_desk
@require_GET
def account_timeline(request: DeskRequest, number: int) -> HttpResponse:
    record = record_of(request.desk, number, "account-timeline")
    found, kind = record.account, searched(request.GET, "kind")
    page = page_of(happened_to(request.desk, found, kind), request.GET)
    shown = {
        "record": record,
        "page": page.shown_as(as_happening(request.desk, found)),
        "tabs": kind_tabs(found, kind),
        "unknown_kind": kind if kind not in {"", *KINDS} else "",
    }
    return render(request, "console/accounts/timeline.html", shown)
