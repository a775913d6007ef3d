"""Tax rates: those in force and to come, all there ever were, and what is proposed (CAT-4)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.tax import EndForm, TaxRateForm
from handsel.console.returning import done_here
from handsel.console.settings_seen import settings_menu
from handsel.kernel.clock import now
from handsel.tax.models import TaxCategory, TaxRate
from handsel.tax.proposals import PROPOSED
from handsel.tax.rates import NewTaxRate, add_tax_rate, adopt_proposed_rates, end_tax_rate, withdraw_tax_rate
from handsel.tax.rules import may_set_taxes
from handsel.web.countries import country_choices
from handsel.web.percents import typed_percent
from handsel.web.tables import page_of
from handsel.web.templatetags.dates import day_text

FORM = ["GET", "POST"]
HOME = "console:settings-tax"


@at_desk
@require_GET
def tax_rates(request: DeskRequest) -> HttpResponse:
    found = request.desk.tax_rates.order_by("country", "region", "category", "-starts_at", "-pk")
    shown = {"page": page_of(found, request.GET), "at": now(), "sections": settings_menu("settings-tax")}
    return render(request, "console/tax/rates.html", shown)


@at_desk
@require_http_methods(FORM)
def tax_rate_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_taxes(desk.actor).or_refuse()
    asked = {name: request.GET.get(name, "") for name in ("country", "region", "category")}
    form = TaxRateForm(request.POST or None, initial=asked | {"valid_from": _today(request)})
    added = form.submit(lambda typed: _add(desk, typed))
    if added:
        said = _("%(percent)s percent are charged from %(day)s on.") % {
            "percent": added.text, "day": day_text(added.valid_from),
        }  # fmt: skip
        return done_here(request, said, HOME)
    return render(request, "console/tax/rate_new.html", {"form": form}, status=form.status)


def _today(request: DeskRequest) -> date:
    return request.portal.today(now())


def _add(desk: Desk, typed: dict[str, Any]) -> TaxRate:
    percent = typed_percent(typed["percent"])
    new = NewTaxRate(typed["country"], typed["category"], percent, typed["valid_from"], typed["region"])
    return add_tax_rate(new=new, by=desk.actor, at=now())


@at_desk
@require_http_methods(FORM)
def tax_rates_proposed(request: DeskRequest) -> HttpResponse:
    desk, country = request.desk, request.POST.get("country") or request.GET.get("country", "")
    may_set_taxes(desk.actor).or_refuse()
    if country not in PROPOSED:
        raise Http404
    form = ConfirmForm(request.POST or None)
    done = form.submit(lambda _typed: _adopt(desk, country))
    if done:
        return done_here(request, _("The rates are adopted; they count from now on."), HOME)
    rates = [(TaxCategory(kind).label, percent) for kind, percent in PROPOSED[country].items()]
    shown = {"form": form, "code": country, "country": dict(country_choices())[country], "rates": rates}
    return render(request, "console/tax/proposed.html", shown, status=form.status)


def _adopt(desk: Desk, country: str) -> bool:
    adopt_proposed_rates(country=country, by=desk.actor, at=now())
    return True


@at_desk
@require_http_methods(FORM)
def tax_rate_end(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_set_taxes(desk.actor).or_refuse()
    found = get_object_or_404(desk.tax_rates, pk=pk)
    form = EndForm(request.POST or None, today=_today(request))
    if form.submit(lambda typed: end_tax_rate(rate_id=found.pk, ends_on=typed["ends_on"], by=desk.actor, at=now())):
        return done_here(request, _("The rate ends; nothing is charged there then."), HOME)
    return render(request, "console/tax/rate_end.html", {"form": form, "rate": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def tax_rate_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_set_taxes(desk.actor).or_refuse()
    found = get_object_or_404(desk.tax_rates, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_tax_rate(rate_id=found.pk, by=desk.actor, at=now())):
        return done_here(request, _("The rate is withdrawn; its day is free for another."), HOME)
    return render(request, "console/tax/rate_withdraw.html", {"form": form, "rate": found}, status=form.status)
