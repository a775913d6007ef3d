"""A price list: what it asks and why, tried before it is saved, changed for one plan or for many (CAT-2)."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.models import PriceList
from handsel.catalog.price_lists import MAX_MARKUP_PERCENT, set_markup
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rehearsing import Rehearsal, rehearse_changes
from handsel.catalog.rules import may_change_prices, may_set_rates
from handsel.catalog.scheduling import schedule_changes
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.prices import ChangeForm, MarkupForm
from handsel.console.price_changes_asked import appointment_asked, begun, change_asked, lines_asked
from handsel.console.prices import currency_of, listed, prices_in
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.web.searches import searched
from handsel.web.templatetags.dates import day_text

FORM = ["GET", "POST"]


@at_desk
@require_GET
def price_lists(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    desk = request.desk
    lists = list(desk.price_lists)
    price_list = next((found for found in lists if found.pk == pk or (pk is None and found.is_default)), None)
    if price_list is None:
        raise Http404
    tried, is_wrong = _tried(request)
    shown = {
        "lists": listed(desk, lists),
        "price_list": price_list,
        "prices": prices_in(price_list, request.GET.dict(), tried, at=now()),
        "may_set_rates": may_set_rates(desk.actor),
        "may_change": may_change_prices(desk.actor),
        "tried": tried if tried != price_list.markup_percent else None,
        "is_wrong": is_wrong,
        "text": searched(request.GET),
        "form": MarkupForm(initial={"markup_percent": tried if tried is not None else price_list.markup_percent}),
    }
    return render(request, f"console/prices/prices.html{'#rows' if request.htmx else ''}", shown)


def _tried(request: DeskRequest) -> tuple[Decimal | None, bool]:
    """Return the markup that is tried, and whether what was typed is none."""
    if "markup_percent" not in request.GET:
        return None, False
    form = MarkupForm(request.GET)
    if not form.is_valid() or not 0 <= (form.cleaned_data["markup_percent"] or -1) <= MAX_MARKUP_PERCENT:
        return None, form.data["markup_percent"] != "0"
    return form.cleaned_data["markup_percent"], False


@at_desk
@require_POST
def price_list_markup(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    found = get_object_or_404(desk.price_lists, pk=pk)
    form = MarkupForm(request.POST)
    saved = form.submit(lambda typed: _set_markup(desk, found, typed))
    if saved:
        told = _("The markup is %s %% now.") % saved.markup_percent
        if saved.markup_percent is None:
            told = _("What has no rule of its own is sold as your default list says.")
        return done_here(request, told, "console:price-lists")
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


@at_desk
@require_http_methods(FORM)
def prices_change(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the rule of one plan, of those that were ticked, or of all that were found."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    start = begun(request.GET, price_list)
    form = ChangeForm(request.POST or None, initial=start)
    lines = lines_asked(price_list, request.POST or start, at=now())
    done = form.submit(lambda typed: _change(desk, price_list, typed, is_look=request.POST.get("do") == "look"))
    shown = {"form": form, "price_list": price_list, "lines": lines[:10], "count": len(lines)}
    if isinstance(done, Rehearsal):
        return render(request, "console/prices/change.html", shown | {"rehearsal": done})
    if done:
        return done_here(request, _told(done, len(lines)), "console:price-lists")
    return render(request, "console/prices/change.html", shown, status=form.status)


def _change(
    desk: Desk, price_list: PriceList, typed: dict[str, Any], *, is_look: bool
) -> PriceList | Rehearsal | ScheduledChange:
    at = now()
    asked: dict[str, Any] = {
        "price_list_id": price_list.pk,
        "currency": currency_of(desk.seller_id, typed["currency"]),
        "changes": [change_asked(price_list, typed, lines_asked(price_list, typed, at=at))],
        "version": typed["version"],
        "by": desk.actor,
        "at": at,
    }
    if is_look:
        return rehearse_changes(**asked)
    if typed["when"] == "later":
        return schedule_changes(**asked, appointment=appointment_asked(typed))
    return change_prices(**asked)


def _told(done: PriceList | ScheduledChange, count: int) -> str:
    if isinstance(done, ScheduledChange):
        return _("The change is planned for %s.") % day_text(done.starts_at.date())
    return ngettext("%d plan was changed.", "%d plans were changed.", count) % count
