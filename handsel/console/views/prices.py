"""Prices with a preview of what a markup does (CAT-2)."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handsel.catalog.models import PriceList
from handsel.catalog.price_lists import MAX_MARKUP_PERCENT, set_markup
from handsel.catalog.rules import may_change_prices, may_set_rates
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.prices import MarkupForm
from handsel.console.prices import plan_page, plans_matching, prices_in
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.searches import searched


@at_desk
@require_GET
def price_lists(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    price_list = get_object_or_404(desk.price_lists, is_default=True)
    tried, is_wrong = _tried(request)
    text = searched(request.GET)
    asked = request.GET.get("currency", "")
    prices = prices_in(asked, price_list, tried, at=now())
    shown = {
        "prices": prices,
        "may_set_rates": may_set_rates(desk.actor),
        "price_list": price_list,
        "tried": tried if tried != price_list.markup_percent else None,
        "is_wrong": is_wrong,
        "text": text,
        "page": plan_page(plans_matching(prices.plans, text), request.GET),
        "may_change": may_change_prices(desk.actor),
        "form": MarkupForm(initial={"markup_percent": tried if tried is not None else price_list.markup_percent}),
    }
    template = "console/prices/prices.html#rows" if request.htmx else "console/prices/prices.html"
    return render(request, template, shown)


def _tried(request: DeskRequest) -> tuple[Decimal | None, bool]:
    """Return the markup that is tried, and whether what was typed is none."""
    if "markup_percent" not in request.GET:
        return None, False
    form = MarkupForm(request.GET)
    if not form.is_valid() or not 0 <= form.cleaned_data["markup_percent"] <= MAX_MARKUP_PERCENT:
        return None, True
    return form.cleaned_data["markup_percent"], False


@at_desk
@require_POST
def price_list_markup(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.price_lists, pk=pk)
    form = MarkupForm(request.POST)
    saved = form.submit(lambda typed: _set_markup(desk, found, typed))
    if saved:
        return done_here(request, _("The markup is %s %% now.") % saved.markup_percent, "console:price-lists")
    # After a conflict the version is that of the other's change, so that pressing Save again is meant.
    found.refresh_from_db()
    shown = {"price_list": found, "form": form, "may_change": may_change_prices(desk.actor)}
    return render(request, "console/prices/_markup.html", shown, status=form.status)


def _set_markup(desk: Desk, found: PriceList, typed: dict[str, Any]) -> PriceList:
    return set_markup(
        price_list_id=found.pk,
        markup_percent=typed["markup_percent"],
        version=typed["version"] or 0,
        by=desk.actor,
        at=now(),
    )
