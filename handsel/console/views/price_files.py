"""Prices from a file or typed into the list: what they would do first, then all at once; Excel (CAT-2, CAT-3)."""

from pathlib import PurePath
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.models import PriceList
from handsel.catalog.price_file_errors import refused_file
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rules import may_change_prices
from handsel.catalog.scheduling import schedule_changes
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.prices import PriceFileForm, PriceFileSaveForm
from handsel.console.price_changes_asked import appointment_asked
from handsel.console.price_files_asked import Asked, tried, typed_in, unpacked, uploaded
from handsel.console.prices import currency_of, narrowed_by
from handsel.kernel.clock import now
from handsel.reports.lists import XLSX
from handsel.reports.price_sheets import FILE_NAME, price_list_file
from handsel.web.answers import done
from handsel.web.templatetags.dates import day_text


@at_desk
@require_GET
def price_list_excel(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    currency = currency_of(desk.seller_id, request.GET.get("currency", ""))
    made = price_list_file(price_list, currency, narrowed_by(request.GET.dict()), by=desk.actor, at=now())
    return _attachment(made, FILE_NAME, XLSX)


@at_desk
@require_http_methods(["GET", "POST"])
def prices_import(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a file and show what it would do; nothing is kept."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    start = {"currency": request.GET.get("currency", "")}
    form = PriceFileForm(request.POST or None, request.FILES or None, initial=start)
    asked = form.submit(lambda typed: uploaded(desk, price_list, typed))
    if asked:
        return _seen(request, asked, PriceFileSaveForm())
    shown = {"form": form, "price_list": price_list}
    return render(request, "console/prices/import.html", shown, status=form.status)


@at_desk
@require_GET
def price_tried(request: DeskRequest, pk: int) -> HttpResponse:
    """Tell what the price that stands in one row would do, while somebody types."""
    price_list = get_object_or_404(request.desk.price_lists, pk=pk)
    seen = tried(request.desk, price_list, request.GET.dict())
    return render(request, "console/prices/_tried.html", {"seen": seen})


@at_desk
@require_POST
def prices_typed(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what the prices would do that were typed into rows; nothing is kept."""
    may_change_prices(request.desk.actor).or_refuse()
    price_list = get_object_or_404(request.desk.price_lists, pk=pk)
    return _seen(request, typed_in(request.desk, price_list, request.POST.dict()), PriceFileSaveForm())


@at_desk
@require_POST
def prices_import_save(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the prices of a file that was looked at, or give its refused rows along."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    asked = unpacked(desk, price_list, request.POST.get("packed", ""))
    if request.POST.get("do") == "refused":
        return _attachment(refused_file(asked.refused), f"{PurePath(asked.name).stem}-refused.csv", "text/csv")
    form = PriceFileSaveForm(request.POST)
    saved = form.submit(lambda typed: _save(request, asked, typed))
    if saved:
        return done(request, _told(saved, asked), "console:price-list", pk)
    return _seen(request, asked, form)


def _save(request: DeskRequest, asked: Asked, typed: dict[str, Any]) -> PriceList | ScheduledChange:
    change: dict[str, Any] = {
        "price_list_id": asked.price_list.pk,
        "currency": asked.currency,
        "changes": asked.seen.changes,
        "version": asked.version,
        "by": request.desk.actor,
        "at": now(),
    }
    if typed["when"] == "later":
        return schedule_changes(**change, appointment=appointment_asked(typed))
    return change_prices(**change)


def _told(saved: PriceList | ScheduledChange, asked: Asked) -> str:
    count = len(asked.changed)
    if isinstance(saved, ScheduledChange):
        return _("The change is planned for %s.") % day_text(saved.starts_at.date())
    return ngettext("%d plan was changed.", "%d plans were changed.", count) % count


def _seen(request: DeskRequest, asked: Asked, form: PriceFileSaveForm) -> HttpResponse:
    shown = {"asked": asked, "form": form, "rehearsal": asked.seen.rehearsal}
    return render(request, "console/prices/import_seen.html", shown, status=form.status)


def _attachment(made: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
