"""The audit log: who did what, from where, narrowed, paged and exported (OPS-2)."""

from typing import Any

from django.http import FileResponse, HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse, refusals_in
from handsel.api.scoping import needs
from handsel.api.shapes.audit import AuditOut, AuditPageOut, AuditWanted, LogWanted
from handsel.api.shapes.tasks import TaskOut
from handsel.identity.rules import may_read_audit
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now
from handsel.reports.audit_file import FILE_NAME, found_in_log, short_audit_file, start_audit_file
from handsel.reports.lists import XLSX
from handsel.tasks.models import Task
from handsel.timeline.audit import audit_page

router = Router(tags=["Audit log"])

FILE: dict[str, Any] = {
    "x-refusals": [kind.code for kind in refusals_in(short_audit_file)],
    "responses": {
        200: {
            "description": "The file, as an attachment.",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
}
ONLY_OWNERS: dict[str, Any] = {"openapi_extra": {"x-refusals": ["forbidden"]}}


@router.get("/audit", response=AuditPageOut, operation_id="audit_list", **ONLY_OWNERS)
def audit(request: ApiRequest, wanted: Query[AuditWanted]) -> AuditPageOut:
    """List all that happened at you, the latest first, as far as it meets all conditions."""
    by = request.auth.actor
    may_read_audit(by).or_refuse()
    found = found_in_log(wanted.search, by=by, at=now())
    page = audit_page(found, after=wanted.cursor, size=wanted.size)
    accounts = _accounts_of(page.rows)
    return AuditPageOut.of(request, page.older, [AuditOut.of(event, accounts) for event in page.rows])


@router.get("/audit/export", operation_id="audit_export", openapi_extra=FILE)
def export(request: ApiRequest, wanted: Query[LogWanted]) -> FileResponse:
    """Download what meets all conditions as an Excel file, which is itself recorded; for a long one, POST the same."""
    made = short_audit_file(wanted.search, by=request.auth.actor, at=now())
    return FileResponse(made, as_attachment=True, filename=FILE_NAME, content_type=XLSX)


@router.post(
    "/audit/export", response={202: TaskOut}, operation_id="audit_export_start", **may_refuse(start_audit_file)
)
@needs(scope(Subject.AUDIT, READ))
def start_export(request: ApiRequest, wanted: Query[LogWanted]) -> HttpResponse:
    """Let a task make the Excel file, however long it is; fetch it from /tasks/{id}/file within a day."""
    by = request.auth.actor

    def act() -> Task:
        return start_audit_file(search=wanted.search, by=by, at=now())

    return perform(request, act, lambda task: TaskOut.of(task, by), status=202)


@router.get("/audit/{int:event_id}", response=AuditOut, operation_id="audit_get", **ONLY_OWNERS)
def event(request: ApiRequest, event_id: int) -> AuditOut:
    """Show one event with all that is kept of it."""
    may_read_audit(request.auth.actor).or_refuse()
    found = request.auth.events.get(pk=event_id)
    return AuditOut.of(found, _accounts_of([found]))


def _accounts_of(events: Any) -> dict[int, Account]:
    wanted = {pk for event in events for pk in (event.account_id, event.behalf_id) if pk}
    return Account.objects.in_bulk(wanted)
