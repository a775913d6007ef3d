"""A price list: what it asks and why, tried before it is saved, changed for one plan or for many (CAT-2)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.alterations import MarkupAltered, RulesAltered
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures, Line
from handsel.catalog.pages import Listed
from handsel.catalog.price_lists import MAX_MARKUP_PERCENT, set_markup
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rules import may_change_prices, may_set_rates
from handsel.console.altering import Altering
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.prices import ChangeForm, MarkupForm
from handsel.console.price_changes_asked import begun, change_asked, lines_asked
from handsel.console.price_scopes import concerned
from handsel.console.prices import currency_of, listed, prices_in
from handsel.kernel.clock import now
from handsel.web.searches import searched

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
    tried = form.cleaned_data["markup_percent"] if form.is_valid() else None
    if tried is None or not 0 <= tried <= MAX_MARKUP_PERCENT:
        return None, True
    return tried, False


@at_desk
@require_POST
def price_list_markup(request: DeskRequest, pk: int) -> HttpResponse:
    """Save the markup, which is typed in the list, or show in a dialog first what it would do."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    found = get_object_or_404(desk.price_lists, pk=pk)
    altering = Altering(
        request,
        MarkupForm(request.POST),
        lambda typed: MarkupAltered(pk, typed["markup_percent"], typed["version"] or 0),
        lambda typed: _set_markup(desk, found, typed),
    )
    if altering.saved:
        return altering.answer(_("The markup is saved."), "console:price-lists")
    # After a conflict the version is that of the other's change, so that pressing Save again is meant.
    found.refresh_from_db()
    shown = altering.shown | {"price_list": found, "may_change": may_change_prices(desk.actor)}
    return _markup_shown(request, shown, altering.form.status)


def _markup_shown(request: DeskRequest, shown: dict[str, Any], status: int) -> HttpResponse:
    """Answer in the dialog, which the form in the page opens; what is wrong in that form is told there."""
    do = request.POST.get("do")
    is_opened = do == "try" and shown["rehearsal"]
    template = (
        "console/prices/markup_seen.html" if do in {"look", "save"} or is_opened else "console/prices/_markup.html"
    )
    response = render(request, template, shown, status=status)
    if is_opened:
        response["HX-Retarget"] = "#dialogs"
        response["HX-Reswap"] = "innerHTML"
    return response


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
    lines = lines_asked(price_list, request.POST, at=now()) if request.POST else ()
    altering = Altering(
        request,
        ChangeForm(request.POST or None, initial=start),
        lambda typed: RulesAltered(**_asked(price_list, lines, typed)),
        lambda typed: change_prices(**_asked(price_list, lines, typed), by=desk.actor, at=now()),
    )
    chosen = concerned(price_list, request.POST or start, lines, at=now())
    if altering.saved:
        return altering.answer(_changed(chosen), "console:price-lists")
    shown = altering.shown | {"price_list": price_list, "chosen": chosen}
    return render(request, "console/prices/change.html", shown, status=altering.form.status)


def _changed(chosen: Listed[Line]) -> str:
    if chosen.is_more:
        return _("More than %d plans were changed.") % chosen.total
    return ngettext("%d plan was changed.", "%d plans were changed.", chosen.total) % chosen.total


def _asked(price_list: PriceList, lines: Sequence[Figures], typed: dict[str, Any]) -> dict[str, Any]:
    change, currency = change_asked(price_list, typed, lines), currency_of(price_list.seller_id, typed["currency"])
    return {"price_list_id": price_list.pk, "currency": currency, "changes": [change], "version": typed["version"]}
