"""Currencies and rates: what counts now, what comes, what is missing, and what was (CAT-5)."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.catalog.alterations import RateAdded
from handsel.catalog.rate_models import ExchangeRate
from handsel.catalog.rates import NewRate, add_rate, set_rate_age, warned_after, withdraw_rate
from handsel.catalog.rates_needed import currencies_bought, currencies_sold, pairs_of
from handsel.catalog.rules import may_set_rates
from handsel.console.altering import Altering
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.rates import RateAgeForm, RateForm
from handsel.console.rates_seen import rate_choices, typed_so_far
from handsel.console.returning import done_here
from handsel.console.settings_seen import settings_menu
from handsel.kernel.clock import now
from handsel.web.rates import typed_rate
from handsel.web.tables import page_of
from handsel.web.templatetags.dates import day_text
from handsel.web.templatetags.rates import rate_text

FORM = ["GET", "POST"]


@at_desk
@require_GET
def rates(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    shown = {
        "pairs": pairs_of(desk.seller_id, at=now()),
        "bought": currencies_bought(desk.seller_id),
        "sold": currencies_sold(desk.seller_id),
        "days": warned_after(desk.seller_id),
        "may_set": may_set_rates(desk.actor),
        "sections": settings_menu("settings-rates"),
    }
    return render(request, "console/rates/rates.html", shown)


@at_desk
@require_GET
def rates_history(request: DeskRequest) -> HttpResponse:
    desk, source, target = request.desk, request.GET.get("from", ""), request.GET.get("to", "")
    found = desk.exchange_rates.of_pair(source[:3], target[:3])
    if not found.exists():
        raise Http404
    at = now()
    current = found.begun(at).order_by("-starts_at", "-pk").first()
    shown = {
        "page": page_of(found.order_by("-starts_at", "-pk"), request.GET),
        "from_currency": source,
        "to_currency": target,
        "current": current,
        "at": at,
        "sections": settings_menu("settings-rates"),
    }
    return render(request, "console/rates/history.html", shown)


@at_desk
@require_GET
def rate_inverse(request: DeskRequest) -> HttpResponse:
    return render(request, "console/rates/_inverse.html", {"typed": typed_so_far(request.desk, request.GET)})


@at_desk
@require_http_methods(FORM)
def rate_new(request: DeskRequest) -> HttpResponse:
    desk, at = request.desk, now()
    may_set_rates(desk.actor).or_refuse()
    sources, targets = rate_choices(desk)
    form = RateForm(request.POST or None, sources=sources, targets=targets, initial=_begun(request, at))
    altering = Altering(
        request,
        form,
        lambda typed: RateAdded(_new(typed), is_meant=typed["is_meant"]),
        lambda typed: add_rate(new=_new(typed), is_meant=typed["is_meant"], by=desk.actor, at=at),
    )
    if isinstance(altering.saved, ExchangeRate):
        return done_here(request, _said(altering.saved), "console:settings-rates")
    shown = altering.shown | {"typed": typed_so_far(desk, request.POST)}
    return render(request, "console/rates/new.html", shown, status=form.status)


def _begun(request: DeskRequest, at: datetime) -> dict[str, Any]:
    """Return what the dialog begins with: the pair that was asked for, from today on."""
    asked = {"from_currency": request.GET.get("from"), "to_currency": request.GET.get("to")}
    return asked | {"valid_from": request.portal.today(at)}


def _new(typed: dict[str, Any]) -> NewRate:
    return NewRate(typed["from_currency"], typed["to_currency"], typed_rate(typed["rate"]), typed["valid_from"])


def _said(added: ExchangeRate) -> str:
    told = {
        "from": added.from_currency,
        "rate": rate_text(added.rate),
        "to": added.to_currency,
        "day": day_text(added.valid_from),
    }
    return _("1 %(from)s is %(rate)s %(to)s from %(day)s on.") % told


@at_desk
@require_http_methods(FORM)
def rate_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_set_rates(desk.actor).or_refuse()
    found = get_object_or_404(desk.exchange_rates, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: withdraw_rate(rate_id=found.pk, by=desk.actor, at=now())):
        return done_here(request, _("The rate is withdrawn; its day is free for another."), "console:settings-rates")
    return render(request, "console/rates/withdraw.html", {"form": form, "rate": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def rates_age(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_set_rates(desk.actor).or_refuse()
    form = RateAgeForm(request.POST or None, initial={"days": warned_after(desk.seller_id)})
    saved = form.submit(lambda typed: set_rate_age(days=typed["days"], by=desk.actor, at=now()))
    if saved:
        return done_here(
            request, _("You are warned of rates older than %d days.") % saved.days, "console:settings-rates"
        )
    return render(request, "console/rates/age.html", {"form": form}, status=form.status)
