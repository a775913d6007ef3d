"""The sites of the account, kept by its own people (ORD-17)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handsel.accounts.record_models import Site
from handsel.accounts.sites import add_site, archive_site, change_site, unarchive_site
from handsel.kernel.clock import now
from handsel.storefront.counter import Counter, CounterRequest, at_counter, if_allowed
from handsel.web.answers import done
from handsel.web.forms import SureForm
from handsel.web.searches import searched
from handsel.web.site_form import NewSiteForm, SiteForm, listed_sites, typed_site

FORM = ["GET", "HEAD", "POST"]


@at_counter
@if_allowed("may_keep_data")
@require_safe
def sites(request: CounterRequest) -> HttpResponse:
    shown = {"page": listed_sites(request.counter.sites, request.GET), "text": searched(request.GET)}
    is_search = request.headers.get("HX-Target") == "rows"
    return render(request, "storefront/sites/list.html#rows" if is_search else "storefront/sites/list.html", shown)


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def site_new(request: CounterRequest) -> HttpResponse:
    form = NewSiteForm(request.POST or None, addresses=request.counter.addresses.order_by("pk"))
    site = form.submit(lambda typed: _add(request.counter, typed.pop("code"), typed))
    if site:
        return done(request, _("Site %s is added.") % site.code, "storefront:sites")
    return render(request, "storefront/sites/form.html", {"form": form}, status=form.status)


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def site_edit(request: CounterRequest, pk: int) -> HttpResponse:
    counter = request.counter
    site = get_object_or_404(counter.sites, pk=pk)
    form, saved = SiteForm.of(site, request.POST or None, counter.addresses.order_by("pk")).attempt(
        lambda typed: change_site(
            site_id=pk, details=typed_site(typed), version=typed["version"], by=counter.actor, at=now()
        )
    )
    if saved:
        return done(request, _("Site %s is saved.") % site.code, "storefront:sites")
    return render(request, "storefront/sites/form.html", {"form": form, "site": site}, status=form.status)


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def site_archive(request: CounterRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, archive_site, _("Site %s is archived."))


@at_counter
@if_allowed("may_keep_data")
@require_http_methods(FORM)
def site_unarchive(request: CounterRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, unarchive_site, _("Site %s takes orders again."))


def _decided(request: CounterRequest, pk: int, work: Callable[..., Site], said: str) -> HttpResponse:
    site = get_object_or_404(request.counter.sites, pk=pk)
    form = SureForm(request.POST or None)
    if form.submit(lambda _typed: work(site_id=pk, by=request.counter.actor, at=now())):
        return done(request, said % site.code, "storefront:sites")
    shown = {"form": form, "site": site, "is_back": work is unarchive_site}
    return render(request, "storefront/sites/archive.html", shown, status=form.status)


def _add(counter: Counter, code: str, typed: dict[str, object]) -> Site:
    return add_site(account_id=counter.buyer_id, code=code, details=typed_site(typed), by=counter.actor, at=now())
