"""Imports: upload, match the columns, look at the dry run, import, undo (ACC-22)."""

from pathlib import PurePath

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.errors import refused_rows
from handsel.accounts.importing.running import resume_work, start_run
from handsel.accounts.importing.undoing import ImportTouched, find_touched, start_undo
from handsel.accounts.importing.uploads import discard_import, receive_import, reread_import
from handsel.accounts.models import Kind
from handsel.accounts.rules import may_continue_import, may_manage_accounts, may_undo_import
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.imports import ColumnsForm, ReadingForm, UploadForm, spoken_encoding
from handsel.console.imports_seen import ImportSeen, columns_seen, nameless, rows_page, touched_seen
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.tables import page_of


@at_desk
@require_GET
def imports(request: DeskRequest) -> HttpResponse:
    known = request.desk.imports.exclude(heading={}, state=ImportState.UPLOADED).select_related("task").order_by("-pk")
    page = page_of(known, request.GET).shown_as(lambda found: _seen(request, found))
    return render(request, "console/imports/list.html", {"page": page})


@at_desk
@require_http_methods(["GET", "POST"])
def import_new(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_manage_accounts(desk.actor).or_refuse()
    kind = request.GET.get("kind", Kind.CUSTOMER)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    found = form.submit(
        lambda typed: receive_import(
            file=typed["file"], file_name=typed["file"].name, kind=Kind(typed["kind"]), by=desk.actor, at=now()
        )
    )
    if found:
        return _lead(request, "console:import-columns", found.pk)
    return render(request, "console/imports/new.html", {"form": form}, status=form.status)


@at_desk
@require_GET
def import_(request: DeskRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.state == ImportState.UPLOADED:
        return redirect("console:import-columns", pk)
    seen, here = _seen(request, found), reverse("console:import", args=[pk])
    shown = {"seen": seen, "tabs": seen.tabs(here, request.GET.get("fate", "")), "here": here}
    if seen.has_rows and not seen.is_at_work:
        shown["page"] = rows_page(request.desk, found, request.GET)
    return render(request, "console/imports/import.html", shown)


@at_desk
@require_GET
def import_progress(request: DeskRequest, pk: int) -> HttpResponse:
    seen = _seen(request, _found(request, pk))
    if seen.is_at_work:
        return render(request, "console/imports/_progress.html", {"seen": seen})
    return _lead(request, "console:import", pk)


@at_desk
@require_http_methods(["GET", "POST"])
def import_columns(request: DeskRequest, pk: int) -> HttpResponse:
    desk, found = request.desk, _found(request, pk)
    may_continue_import(desk.actor, found).or_refuse()
    if found.state not in {ImportState.UPLOADED, ImportState.CHECKED}:
        return redirect("console:import", pk)
    form = ColumnsForm(request.POST or None, found=found)
    started = form.submit(
        lambda typed: start_check(
            import_id=pk,
            choices=form.choices_typed(),
            without_email=typed["without_email"],
            by=desk.actor,
            at=now(),
        )
    )
    if started:
        return _lead(request, "console:import", pk)
    return _columns_page(request, found, form, ReadingForm(found=found))


@at_desk
@require_POST
def import_reading(request: DeskRequest, pk: int) -> HttpResponse:
    desk, found = request.desk, _found(request, pk)
    may_continue_import(desk.actor, found).or_refuse()
    form = ReadingForm(request.POST, found=found)
    again = form.submit(
        lambda typed: reread_import(import_id=pk, given=ReadingForm.given(typed), by=desk.actor, at=now())
    )
    if again:
        return done(request, _("The file was read again."), "console:import-columns", pk)
    return _columns_page(request, found, ColumnsForm(found=found), form)


@at_desk
@require_POST
def import_run(request: DeskRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    start_run(import_id=found.pk, by=request.desk.actor, at=now())
    return _lead(request, "console:import", pk)


@at_desk
@require_POST
def import_resume(request: DeskRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    resume_work(import_id=found.pk, by=request.desk.actor, at=now())
    return _lead(request, "console:import", pk)


@at_desk
@require_http_methods(["GET", "POST"])
def import_undo(request: DeskRequest, pk: int) -> HttpResponse:
    desk, found = request.desk, _found(request, pk)
    may_undo_import(desk.actor, found).or_refuse()
    form = ConfirmForm(request.POST or None)
    try:
        started = form.submit(lambda _typed: start_undo(import_id=pk, by=desk.actor, at=now()), (ImportTouched,))
    except ImportTouched:
        started = None
    if started:
        return _lead(request, "console:import", pk)
    touched = touched_seen(desk, find_touched(found))
    shown = {"form": form, "seen": _seen(request, found), "touched": touched}
    return render(request, "console/imports/undo.html", shown, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def import_discard(request: DeskRequest, pk: int) -> HttpResponse:
    desk, found = request.desk, _found(request, pk)
    may_continue_import(desk.actor, found).or_refuse()
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: discard_import(import_id=pk, by=desk.actor, at=now())):
        return done(request, _("%s is discarded.") % found.file_name, "console:imports")
    return render(request, "console/imports/discard.html", {"form": form, "found": found}, status=form.status)


@at_desk
@require_GET
def import_refused(request: DeskRequest, pk: int) -> FileResponse:
    found = _found(request, pk)
    may_manage_accounts(request.desk.actor).or_refuse()
    name = f"{PurePath(found.file_name).stem}-refused.csv"
    return FileResponse(refused_rows(found), as_attachment=True, filename=name, content_type="text/csv")


def _found(request: DeskRequest, pk: int) -> Import:
    return get_object_or_404(request.desk.imports.select_related("task"), pk=pk)


def _seen(request: DeskRequest, found: Import) -> ImportSeen:
    return ImportSeen(found, request.desk.actor)


def _columns_page(request: DeskRequest, found: Import, form: ColumnsForm, reading: ReadingForm) -> HttpResponse:
    shown = {
        "seen": _seen(request, found),
        "form": form,
        "reading": reading,
        "columns": columns_seen(found, form),
        "heading": found.heading,
        "encoding": spoken_encoding(found.heading["encoding"]),
        "why_no_names": nameless(found),
    }
    return render(request, "console/imports/columns.html", shown, status=max(form.status, reading.status))


def _lead(request: DeskRequest, to: str, pk: int) -> HttpResponse:
    address = resolve_url(to, pk)
    if not request.htmx:
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})
