"""Prices from a file or typed into the list: what they would do first, then all at once; Excel (CAT-2, CAT-3)."""

from pathlib import PurePath
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.models import PriceList
from handsel.catalog.price_file_tasks import LOOK, SAVE, When, refused_rows_of, save_looked, told_of
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rules import may_change_prices
from handsel.catalog.scheduling import schedule
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.prices import PriceFileForm, WhenForm
from handsel.console.price_changes_asked import appointment_asked
from handsel.console.price_files_asked import Asked, tried, typed_in, unpacked, uploaded
from handsel.console.prices import currency_of, narrowed_by
from handsel.console.returning import lead
from handsel.console.workbooks import workbook
from handsel.kernel.clock import now
from handsel.reports.lists import SHORT
from handsel.reports.price_list_files import start_price_list_file
from handsel.reports.price_sheets import FILE_NAME, PricesWanted, short_price_file
from handsel.tasks.models import State, Task
from handsel.web.answers import done


@at_desk
@require_http_methods(["GET", "POST"])
def price_list_excel(request: DeskRequest, pk: int) -> HttpResponseBase:
    desk, by, at = request.desk, request.desk.actor, now()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    currency = currency_of(desk.seller_id, request.GET.get("currency", ""))
    wanted = PricesWanted(price_list, currency, narrowed_by(request.GET.dict()))
    return workbook(
        request,
        FILE_NAME,
        is_short=lambda: wanted.is_short(at),
        file=lambda: short_price_file(wanted, by=by, at=at),
        start=lambda: start_price_list_file(wanted=wanted, by=by, at=at),
        offer=lambda: render(request, "console/prices/excel.html", {"short": SHORT, "price_list": price_list}),
    )


@at_desk
@require_http_methods(["GET", "POST"])
def prices_import(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a file and have it looked through; nothing is changed."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    start = {"currency": request.GET.get("currency", "")}
    form = PriceFileForm(request.POST or None, request.FILES or None, initial=start)
    look = form.submit(lambda typed: uploaded(desk, price_list, typed))
    if look:
        return lead(request, reverse("console:price-file", args=[look.pk]))
    shown = {"form": form, "price_list": price_list}
    return render(request, "console/prices/import.html", shown, status=form.status)


@at_desk
@never_cache
@require_GET
def price_file(request: DeskRequest, pk: int) -> HttpResponse:
    """Show how far the look or the save is, and then what the file would do, or the list as it is now."""
    price_list, found = _of_file(request, pk)
    if found.kind == SAVE and found.state == State.DONE:
        return done(request, _told(found.params["when"], found.result["rows"]), "console:price-list", price_list.pk)
    if request.htmx and not found.is_open:
        return lead(request, request.path)
    return _shown(request, price_list, found, WhenForm())


@at_desk
@require_POST
def price_file_save(request: DeskRequest, pk: int) -> HttpResponse:
    price_list, look = _of_file(request, pk)
    form = WhenForm(request.POST)
    saving = form.submit(
        lambda typed: save_looked(task_id=look.pk, when=When(_appointment(typed)), by=request.desk.actor, at=now())
    )
    if saving:
        return lead(request, reverse("console:price-file", args=[saving.pk]))
    return _shown(request, price_list, look, form)


@at_desk
@require_GET
def price_file_refused(request: DeskRequest, pk: int) -> FileResponse:
    """Give the refused rows of a file along, each with its reason."""
    _price_list, look = _of_file(request, pk)
    name = f"{PurePath(look.file_name).stem}-refused.csv"
    return FileResponse(refused_rows_of(look), as_attachment=True, filename=name, content_type="text/csv")


def _of_file(request: DeskRequest, pk: int) -> tuple[PriceList, Task]:
    may_change_prices(request.desk.actor).or_refuse()
    task = get_object_or_404(request.desk.tasks, pk=pk, kind__in=[LOOK, SAVE])
    return get_object_or_404(request.desk.price_lists, pk=task.params["price_list"]), task


def _shown(request: DeskRequest, price_list: PriceList, task: Task, form: WhenForm) -> HttpResponse:
    told = told_of(task) if task.kind == LOOK and task.state == State.DONE else None
    shown = {"task": task, "told": told, "price_list": price_list, "form": form}
    template = "console/prices/import_seen.html"
    return render(request, f"{template}#progress" if request.htmx else template, shown, status=form.status)


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
    return _seen(request, typed_in(request.desk, price_list, request.POST.dict()), WhenForm())


@at_desk
@require_POST
def prices_typed_save(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the prices that were typed and seen."""
    desk = request.desk
    may_change_prices(desk.actor).or_refuse()
    price_list = get_object_or_404(desk.price_lists, pk=pk)
    asked = unpacked(desk, price_list, request.POST.get("packed", ""))
    form = WhenForm(request.POST)
    saved = form.submit(lambda typed: _save(request, asked, typed))
    if saved:
        return done(
            request, _told(isinstance(saved, ScheduledChange) and saved, asked.told.changed), "console:price-list", pk
        )
    return _seen(request, asked, form)


def _save(request: DeskRequest, asked: Asked, typed: dict[str, Any]) -> PriceList | ScheduledChange:
    change: dict[str, Any] = {
        "price_list_id": asked.price_list.pk,
        "currency": asked.currency,
        "changes": asked.seen.changes,
        "version": asked.version,
    }
    asker: dict[str, Any] = {"by": request.desk.actor, "at": now()}
    if appointment := _appointment(typed):
        return schedule(alteration=RulesAltered(**change), appointment=appointment, **asker)
    return change_prices(**change, **asker)


def _appointment(typed: dict[str, Any]) -> Appointment | None:
    return appointment_asked(typed) if typed["when"] == "later" else None


def _told(is_planned: object, count: int) -> str:
    if is_planned:
        return ngettext("%d price is planned.", "%d prices are planned.", count) % count
    return ngettext("%d plan was changed.", "%d plans were changed.", count) % count


def _seen(request: DeskRequest, asked: Asked, form: WhenForm) -> HttpResponse:
    shown = {"asked": asked, "told": asked.told, "price_list": asked.price_list, "form": form}
    return render(request, "console/prices/import_seen.html", shown, status=form.status)
