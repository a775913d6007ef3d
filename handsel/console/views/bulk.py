"""One thing done to many accounts: asked for in a list, confirmed in a dialog, followed until it is over (ACC-8)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from handsel.bulk.actions import ACTIONS
from handsel.bulk.starting import start_bulk
from handsel.console.altering import Altering
from handsel.console.bulk_asked import Asked
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.bulk import BulkForm
from handsel.console.tasks_seen import SeenTask
from handsel.kernel.clock import now
from handsel.reports.list_files import start_list_file
from handsel.tasks.models import Task


@at_desk
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """Ask whether it is meant, with what the action needs; do it once it is confirmed. See console/bulk_asked.py."""
    asked = Asked.of(request.POST, request.desk)
    if asked.action == "export":
        return started(request, start_list_file(wanted=asked.as_list(), by=request.desk.actor, at=now()))
    if asked.action not in ACTIONS:
        raise Http404
    ACTIONS[asked.action].rule(request.desk.actor).or_refuse()
    form = asked.form()
    task, shown = _submitted(request, asked, form)
    if task:
        return started(request, task)
    return render(request, "console/bulk/ask.html", shown | {"asked": asked}, status=form.status)


def _submitted(request: DeskRequest, asked: Asked, form: BulkForm) -> tuple[Task | None, dict[str, Any]]:
    """Start it, or say what its dialog shows: what it would do to prices below first, where it changes them (CAT-3)."""

    def start(typed: dict[str, Any]) -> Task:
        params, by = form.wanted(typed), request.desk.actor
        task: Task = start_bulk(action=asked.action, params=params, audience=asked.audience, by=by, at=now())
        return task

    if not asked.is_rehearsed:
        return form.submit(start), {"form": form}
    altering = Altering(request, form, lambda typed: asked.alteration(form.wanted(typed)), start)
    return (altering.saved if isinstance(altering.saved, Task) else None), altering.shown


def started(request: DeskRequest, task: Task) -> HttpResponse:
    """Follow `task` in the dialog that asked for it; without htmx, on its page."""
    if not request.htmx:
        return redirect("console:task", task.pk)
    seen = SeenTask(task, request.desk.actor, now())
    response = render(request, "console/bulk/started.html", {"seen": seen})
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = "dialog"
    response["HX-Trigger"] = "selection-used"
    # The list lets go of its selection; see console/selection.js.
    response["HX-Trigger"] = "selection-used"
    return response
