"""What changes an account's standing, its price list, and the bin (ACC-6 to ACC-8, CAT-2)."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.bin import KEPT
from handsel.accounts.rules import may_change_standing
from handsel.catalog.alterations import ListAssigned
from handsel.catalog.assigning import set_price_list
from handsel.catalog.rules import may_change_prices
from handsel.console import changes
from handsel.console.altering import Altering
from handsel.console.changes import StandingChange
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.standing import PriceListForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.tables import page_of

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def account_suspend(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.SUSPENSION)


@at_desk
@require_http_methods(FORM)
def account_lift(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.LIFTING)


@at_desk
@require_http_methods(FORM)
def account_deactivate(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.DEACTIVATION)


@at_desk
@require_http_methods(FORM)
def account_activate(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.ACTIVATION)


@at_desk
@require_http_methods(FORM)
def account_archive(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.ARCHIVING)


@at_desk
@require_http_methods(FORM)
def account_unarchive(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.UNARCHIVING)


@at_desk
@require_http_methods(FORM)
def account_delete(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.DELETION)


@at_desk
@require_http_methods(FORM)
def account_restore(request: DeskRequest, number: int) -> HttpResponse:
    return _change(request, number, changes.RESTORATION)


def _change(request: DeskRequest, number: int, change: StandingChange) -> HttpResponse:
    """Show the dialog of `change`, or why it is not open to this account; do it when it was sent."""
    desk = request.desk
    may_change_standing(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    form = change.form(request.POST or None)
    if form.submit(lambda typed: change.make(account, typed, by=desk.actor, at=now())):
        return done_here(request, change.said % account.name, "console:account", number)
    why_not = "" if form.is_bound else change.why_not(account, now())
    shown = {
        "form": form,
        "account": account,
        "change": change,
        "heading": change.heading % account.name,
        "why_not": why_not,
    }
    return render(request, "console/standing/change.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def account_price_list(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    edge = desk.edges.get(buyer=account)
    lists = [(found.pk, found.name) for found in desk.price_lists]
    form = PriceListForm(request.POST or None, price_lists=lists, initial={"price_list": edge.price_list_id})
    altering = Altering(
        request,
        form,
        lambda typed: ListAssigned([account.pk], typed["price_list"]),
        lambda typed: set_price_list(account_id=account.pk, price_list_id=typed["price_list"], by=desk.actor, at=now()),
    )
    if altering.saved:
        return altering.answer(_("The price list is saved."), "console:account", number)
    shown = altering.shown | {"account": account}
    return render(request, "console/standing/price_list.html", shown, status=form.status)


@at_desk
@require_GET
def deleted(request: DeskRequest) -> HttpResponse:
    found = request.desk.accounts.in_bin().annotate(removed_at=F("deleted_at") + KEPT).order_by("-deleted_at", "-pk")
    page = page_of(found.values("number", "name", "email", "city", "deleted_at", "removed_at"), request.GET)
    shown = {"page": page, "may_restore": may_change_standing(request.desk.actor)}
    return render(request, "console/standing/bin.html", shown)
