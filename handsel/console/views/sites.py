"""The sites of an account: list, add, change, archive (ORD-17)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.record_models import Address, Site
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.sites import add_site, archive_site, change_site, unarchive_site
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.records import record_of
from handsel.console.returning import done_here
from handsel.console.timelines import last_to_change
from handsel.kernel.clock import now
from handsel.web.forms import SureForm
from handsel.web.site_form import NewSiteForm, SiteForm, listed_sites, typed_site


@at_desk
@require_GET
def account_sites(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    record = record_of(desk, number, "account-sites")
    shown = {
        "page": listed_sites(desk.sites.filter(account=record.account), request.GET),
        "text": request.GET.get("q", ""),
        "account": record.account,
        "may_manage": may_manage_accounts(desk.actor),
    }
    if request.htmx.target == "rows":
        return render(request, "console/accounts/sites.html#rows", shown)
    return render(request, "console/accounts/sites.html", shown | {"record": record})


@at_desk
@require_http_methods(["GET", "POST"])
def site_new(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    account = get_object_or_404(desk.accounts, number=number)
    form = NewSiteForm(request.POST or None, addresses=_book(desk, number))
    added = form.submit(
        lambda typed: add_site(
            account_id=account.pk, code=typed["code"], details=typed_site(typed), by=desk.actor, at=now()
        )
    )
    if added:
        return done_here(request, _("Site %s is added.") % added.code, "console:account-sites", number)
    return render(request, "console/sites/new.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def site_edit(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    site = _of(request, number, pk)
    form, saved = SiteForm.of(site, request.POST or None, _book(desk, number)).attempt(
        lambda typed: change_site(
            site_id=pk, details=typed_site(typed), version=typed["version"], by=desk.actor, at=now()
        )
    )
    if saved:
        return done_here(request, _("Site %s is saved.") % site.code, "console:account-sites", number)
    if form.is_over:
        form.saved_by = last_to_change(desk, "site", pk)
    shown = {"form": form, "account": site.account, "site": site}
    return render(request, "console/sites/edit.html", shown, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def site_archive(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    return _decided(request, _of(request, number, pk), archive_site, _("Site %s is archived."))


@at_desk
@require_http_methods(["GET", "POST"])
def site_unarchive(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    return _decided(request, _of(request, number, pk), unarchive_site, _("Site %s takes orders again."))


def _decided(request: DeskRequest, site: Site, work: Callable[..., Site], said: str) -> HttpResponse:
    may_manage_accounts(request.desk.actor).or_refuse()
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: work(site_id=site.pk, by=request.desk.actor, at=now())):
        return done_here(request, said % site.code, "console:account-sites", site.account.number)
    shown = {"form": form, "account": site.account, "site": site, "is_back": work is unarchive_site}
    return render(request, "console/sites/archive.html", shown, status=form.status)


def _of(request: DeskRequest, number: int, pk: int) -> Site:
    found: Site = get_object_or_404(request.desk.sites.filter(account__number=number).select_related("account"), pk=pk)
    return found


def _book(desk: Desk, number: int) -> list[Address]:
    return list(desk.addresses.filter(account__number=number).order_by("pk"))
