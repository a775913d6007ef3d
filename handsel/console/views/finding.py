"""Accounts that one might do without: inactive ones, and likely duplicates (ACC-7, ACC-17)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.finding import find_duplicates, find_inactive, note_for_merging
from handsel.accounts.rules import may_change_standing, may_tag_accounts
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.finding_seen import FindingPage, SeenPair, month_tabs, months_of, page_at
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.searches import searched


@at_desk
@require_GET
def inactive(request: DeskRequest) -> HttpResponse:
    desk, months, at = request.desk, months_of(request.GET), page_at(request.GET)
    rows, total = find_inactive(desk.seller_id, months=months, at=now(), size=at.size, start=at.start)
    shown = {
        "page": FindingPage.of(rows, total, at),
        "tabs": month_tabs(months),
        "may_change": may_change_standing(desk.actor),
    }
    return render(request, "console/finding/inactive.html", shown)


@at_desk
@require_GET
def duplicates(request: DeskRequest) -> HttpResponse:
    desk, at = request.desk, page_at(request.GET)
    pairs, total = find_duplicates(desk.seller_id, size=at.size, start=at.start)
    shown = {
        "page": FindingPage.of([SeenPair(pair) for pair in pairs], total, at),
        "may_change": may_change_standing(desk.actor),
        "may_note": may_tag_accounts(desk.actor),
    }
    return render(request, "console/finding/duplicates.html", shown)


@at_desk
@require_http_methods(["GET", "POST"])
def duplicate_note(request: DeskRequest, first: int, second: int) -> HttpResponse:
    desk = request.desk
    may_tag_accounts(desk.actor).or_refuse()
    one, other = (desk.accounts.get(number=number) for number in (first, second))
    reasons = tuple(searched(request.GET, "why").split(","))
    form = ConfirmForm(request.POST or None)
    noted = form.submit(
        lambda _typed: note_for_merging(account_ids=(one.pk, other.pk), reasons=reasons, by=desk.actor, at=now())
    )
    if noted:
        return done_here(request, _("Both accounts are noted for merging."), "console:duplicates")
    shown = {"form": form, "one": one, "other": other, "address": request.get_full_path()}
    return render(request, "console/finding/note.html", shown, status=form.status)
