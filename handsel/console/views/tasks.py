"""Long work: what was asked for lately, how far each has come, what came of it, undo and download (ACC-8, ACC-13)."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.bulk.undoing import may_undo, undo_bulk
from handsel.catalog.price_file_tasks import PRICE_FILES
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.tasks_seen import SeenTask, task_page, whose_tabs
from handsel.console.views.bulk import started
from handsel.kernel.clock import now
from handsel.tasks.asking import cancel_task
from handsel.tasks.models import Task
from handsel.tasks.rules import may_download
from handsel.timeline.exports import note_download
from handsel.web.tables import page_of

SOME = 5
"""So many skipped accounts are told in the dialog; all of them on the page."""


@at_desk
@require_GET
def tasks(request: DeskRequest) -> HttpResponse:
    page = task_page(request.desk, request.GET)
    shown = {"page": page, "is_moving": any(seen.task.is_open for seen in page.rows)}
    if request.htmx:
        return render(request, "console/tasks/list.html#rows", shown)
    return render(request, "console/tasks/list.html", shown | {"tabs": whose_tabs(request.GET.get("whose", ""))})


@at_desk
@never_cache
@require_GET
def tasks_chip(request: DeskRequest) -> HttpResponse:
    return render(request, "console/tasks/_chip.html")


@at_desk
@never_cache
@require_GET
def task(request: DeskRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.kind in PRICE_FILES:
        return redirect("console:price-file", pk)
    return _shown(request, found)


def _found(request: DeskRequest, pk: int) -> Task:
    return get_object_or_404(request.desk.tasks.select_related("undone_by", "undoes"), pk=pk)


def _shown(request: DeskRequest, found: Task) -> HttpResponse:
    """Show a task: the whole page, or what changes of it while it runs, or the same within a dialog."""
    left = found.skips.filter(seller_id=found.seller_id).select_related("account").order_by("pk")
    shown: dict[str, Any] = {"seen": SeenTask(found, request.desk.actor, now())}
    if request.htmx and request.GET.get("in") == "dialog":
        response = render(request, "console/tasks/_in_dialog.html", shown | {"left": left[:SOME]})
        if not found.is_open:
            response["HX-Trigger"] = "accounts-changed"
        return response
    shown |= {"page": page_of(left, request.GET), "original": found.undoes}
    return render(request, "console/tasks/task.html#task" if request.htmx else "console/tasks/task.html", shown)


@at_desk
@require_POST
def task_cancel(request: DeskRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    cancel_task(task_id=found.pk, by=request.desk.actor, at=now())
    return _shown(request, _found(request, pk)) if request.htmx else redirect("console:task", pk)


@at_desk
@require_http_methods(["GET", "POST"])
def task_undo(request: DeskRequest, pk: int) -> HttpResponse:
    desk, found = request.desk, _found(request, pk)
    may_undo(desk.actor, found).or_refuse()
    form = ConfirmForm(request.POST or None)
    undo = form.submit(lambda _typed: undo_bulk(task_id=found.pk, by=desk.actor, at=now()))
    if undo:
        return started(request, undo)
    shown = {"form": form, "seen": SeenTask(found, desk.actor, now())}
    return render(request, "console/tasks/undo.html", shown, status=form.status)


@at_desk
@require_GET
def task_file(request: DeskRequest, pk: int) -> HttpResponseBase:
    found = _found(request, pk)
    may_download(request.desk.actor, found, now()).or_refuse()
    note_download(file_name=found.file_name, task_id=found.pk, by=request.desk.actor, at=now())
    return FileResponse(
        default_storage.open(found.file),
        as_attachment=True,
        filename=found.file_name,
        headers={"X-Content-Type-Options": "nosniff"},
    )
