"""Price lists themselves: new, copied, renamed, rounded, the default one, deleted (CAT-2)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.catalog.alterations import DefaultAltered, RoundingAltered
from handsel.catalog.models import PriceList
from handsel.catalog.price_lists import (
    add_price_list,
    make_default,
    remove_price_list,
    rename_price_list,
    set_rounding,
)
from handsel.catalog.price_models import Rounding, RoundingWay
from handsel.catalog.rules import may_change_prices
from handsel.console.altering import Altering
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.prices import PriceListForm, PriceListNameForm, RoundingForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now

FORM = ["GET", "POST"]


@at_desk
@require_http_methods(FORM)
def price_list_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    lists = list(desk.price_lists.values_list("pk", "name"))
    form = PriceListForm(request.POST or None, lists=lists, initial={"copied_from": request.GET.get("from", "")})
    added = form.submit(lambda typed: _add(desk, typed))
    if added:
        return done_here(request, _("The price list %s is made.") % added.name, "console:price-lists")
    return render(request, "console/prices/new.html", {"form": form}, status=form.status)


def _add(desk: Desk, typed: dict[str, Any]) -> PriceList:
    model = int(typed["copied_from"]) if typed["copied_from"] else None
    details = {"name": typed["name"], "markup_percent": typed["markup_percent"], "copied_from": model}
    return add_price_list(**details, by=desk.actor, at=now())


@at_desk
@require_http_methods(FORM)
def price_list_rename(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    form = PriceListNameForm(request.POST or None, initial={"name": found.name})
    saved = form.submit(lambda typed: rename_price_list(price_list_id=pk, name=typed["name"], by=desk.actor, at=now()))
    if saved:
        return done_here(request, _("The price list is called %s now.") % saved.name, "console:price-lists")
    return render(request, "console/prices/rename.html", {"form": form, "price_list": found}, status=form.status)


@at_desk
@require_http_methods(FORM)
def price_list_rounding(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    initial = {"rounding": found.rounding, "way": found.rounding_way, "version": found.version}
    form = RoundingForm(request.POST or None, initial=initial)
    altering = Altering(
        request,
        form,
        lambda typed: RoundingAltered(pk, **_rounded(typed)),
        lambda typed: set_rounding(price_list_id=pk, **_rounded(typed), by=desk.actor, at=now()),
    )
    if altering.saved:
        return altering.answer(_("The list rounds as you said."), "console:price-lists")
    shown = altering.shown | {"price_list": found}
    return render(request, "console/prices/rounding.html", shown, status=form.status)


def _rounded(typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "rounding": Rounding(typed["rounding"]), "way": RoundingWay(typed["way"]), "version": typed["version"]
    }  # fmt: skip


@at_desk
@require_http_methods(FORM)
def price_list_default(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    form, altered = ConfirmForm(request.POST or None), DefaultAltered(pk)
    altering = Altering(
        request, form, lambda _typed: altered, lambda _typed: make_default(price_list_id=pk, by=desk.actor, at=now())
    )
    if altering.saved:
        return altering.answer(_("%s is the default price list now.") % found.name, "console:price-lists")
    why_not = altering.show_or_why_not(altered)
    shown = altering.shown | {"price_list": found, "why_not": why_not}
    return render(request, "console/prices/default.html", shown, status=form.status)


@at_desk
@require_http_methods(FORM)
def price_list_remove(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: remove_price_list(price_list_id=pk, by=desk.actor, at=now())):
        return done_here(request, _("%s is deleted.") % found.name, "console:price-lists")
    return render(request, "console/prices/remove.html", {"form": form, "price_list": found}, status=form.status)
