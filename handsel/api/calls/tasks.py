"""Changes to many accounts at once, and long work of every kind: start, follow, stop, undo (ACC-8, ACC-13)."""

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.scoping import ANY_KEY
from handsel.api.shapes.tasks import BulkIn, SkipOut, SkipPage, TaskOut, TaskPage
from handsel.bulk.audience import read_search
from handsel.bulk.starting import start_bulk
from handsel.bulk.undoing import undo_bulk
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now
from handsel.tasks.asking import cancel_task
from handsel.tasks.models import State, Task
from handsel.tasks.rules import may_download
from handsel.timeline.exports import note_download

router = Router(tags=["Background work"])
SCOPES_OF_FILES = {
    "list_file": scope(Subject.REPORTS, READ),
    "order_file": scope(Subject.REPORTS, READ),
    "cart_file": scope(Subject.REPORTS, READ),
    "audit_file": scope(Subject.AUDIT, READ),
    "price_list_file": scope(Subject.CATALOG, READ),
    "price_look": scope(Subject.CATALOG, READ),
}
"""Kind of work -> the scope without which a program does not have its file."""
FILE = {
    "x-refusals": ["forbidden", "file_gone", "scope_missing"],
    "responses": {
        200: {
            "description": "The file, as an attachment.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
}


class TaskSearch(PageWanted):
    """Which page of the long work that is found."""

    kind: str = Field("", max_length=30, description="bulk, bulk_undo, list_file, order_file, price_look …")
    state: str = Field("", pattern=f"^({'|'.join(State.values)})?$", description=f"One of {', '.join(State.values)}.")


@router.post("/bulk", response={202: TaskOut}, operation_id="bulk_start", **may_refuse(start_bulk, read_search))
def bulk(request: ApiRequest, body: BulkIn) -> HttpResponse:
    """Do one thing to many accounts. The answer is the task; who they are is fixed now."""
    by = request.auth.actor
    audience = body.audience(by)

    def act() -> Task:
        return start_bulk(action=body.action, params=body.params, audience=audience, by=by, at=now())

    return perform(request, act, _shown(request), status=202)


@router.get("/tasks", response=TaskPage, operation_id="tasks_list")
def tasks(request: ApiRequest, wanted: Query[TaskSearch]) -> TaskPage:
    """List long work of your people and programs, the latest first."""
    found = request.auth.tasks.select_related("undone_by").order_by("-pk")
    if wanted.kind:
        found = found.of_kind(wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    by = request.auth.actor
    return paged(TaskPage, request, wanted, found, lambda page: [TaskOut.of(task, by) for task in page])


@router.get("/tasks/{int:task_id}", response=TaskOut, operation_id="tasks_get")
def task(request: ApiRequest, task_id: int) -> TaskOut:
    """Show how far one task is; ask every second or so until its state is done, failed or canceled."""
    return TaskOut.of(_of(request, task_id), request.auth.actor)


@router.get("/tasks/{int:task_id}/skipped", response=SkipPage, operation_id="tasks_skipped")
def skipped(request: ApiRequest, task_id: int, wanted: Query[PageWanted]) -> SkipPage:
    """List the accounts that a task left as they were, with the reason of each."""
    found = _of(request, task_id)
    rows = found.skips.filter(seller_id=found.seller_id).select_related("account").order_by("pk")
    return paged(SkipPage, request, wanted, rows, lambda page: [SkipOut.of(skip) for skip in page])


@router.post(
    "/tasks/{int:task_id}/cancellation", response=TaskOut, operation_id="tasks_cancel", **may_refuse(cancel_task)
)
def cancellation(request: ApiRequest, task_id: int) -> HttpResponse:
    """Stop a task: what is done stays done. One that is over stays as it is."""

    def act() -> Task:
        return cancel_task(task_id=task_id, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request))


@router.post("/tasks/{int:task_id}/undo", response={202: TaskOut}, operation_id="tasks_undo", **may_refuse(undo_bulk))
def undo(request: ApiRequest, task_id: int) -> HttpResponse:
    """Give back what a bulk task changed, but what somebody changed since. The answer is the task that does it."""

    def act() -> Task:
        return undo_bulk(task_id=task_id, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request), status=202)


@router.get("/tasks/{int:task_id}/file", operation_id="tasks_file", openapi_extra=FILE)
def file(request: ApiRequest, task_id: int) -> FileResponse:
    """Download the file that a task made, until it expires."""
    found = _of(request, task_id)
    request.auth.check_scope(SCOPES_OF_FILES.get(found.kind, ANY_KEY))
    may_download(request.auth.actor, found, now()).or_refuse()
    note_download(file_name=found.file_name, task_id=found.pk, by=request.auth.actor, at=now())
    return FileResponse(default_storage.open(found.file), as_attachment=True, filename=found.file_name)


def _of(request: ApiRequest, task_id: int) -> Task:
    return request.auth.tasks.select_related("undone_by").get(pk=task_id)


def _shown(request: ApiRequest) -> Callable[[Task], TaskOut]:
    return lambda found: TaskOut.of(found, request.auth.actor)
