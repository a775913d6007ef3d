"""New customers over any period (ACC-19), tax of a period (CAT-4), and lists as Excel files (ACC-13)."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from handsel.accounts.models import Kind
from handsel.api import searching
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse, refusals_in
from handsel.api.scoping import needs
from handsel.api.shapes.reports import ListFileWanted, NewCustomersOut, NewCustomersWanted, TaxesOut, TaxesWanted
from handsel.api.shapes.tasks import TaskOut
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now
from handsel.reports.list_files import start_list_file
from handsel.reports.lists import XLSX, ListWanted, short_list_file
from handsel.reports.new_customers import new_customers
from handsel.reports.tax_sheets import file_name, tax_file
from handsel.reports.taxes import tax_summary
from handsel.tasks.models import Task

router = Router(tags=["Reports"])


_BINARY = {
    "description": "The file, as an attachment.",
    "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
}
FILE: dict[str, Any] = {
    "openapi_extra": searching.parameters()
    | {"x-refusals": [kind.code for kind in refusals_in(short_list_file)], "responses": {200: _BINARY}}
}
TASK: dict[str, Any] = {"openapi_extra": searching.parameters() | may_refuse(start_list_file)["openapi_extra"]}


@router.get("/customers/export", operation_id="customers_export", **FILE)
def customers(request: ApiRequest, wanted: Query[ListFileWanted]) -> FileResponse:
    """Download the customers that meet all conditions as Customers.xlsx; for a long list, POST the same address."""
    return _downloaded(request, _list(request, wanted, Kind.CUSTOMER))


@router.get("/resellers/export", operation_id="resellers_export", **FILE)
def resellers(request: ApiRequest, wanted: Query[ListFileWanted]) -> FileResponse:
    """Download the sub-resellers that meet all conditions as Resellers.xlsx; for a long list, POST the same address."""
    return _downloaded(request, _list(request, wanted, Kind.RESELLER))


@router.post("/customers/export", response={202: TaskOut}, operation_id="customers_export_start", **TASK)
@needs(scope(Subject.REPORTS, READ))
def start_customers(request: ApiRequest, wanted: Query[ListFileWanted]) -> HttpResponse:
    """Let a task make Customers.xlsx, however long the list is; fetch it from /tasks/{id}/file within a day."""
    return _started(request, _list(request, wanted, Kind.CUSTOMER))


@router.post("/resellers/export", response={202: TaskOut}, operation_id="resellers_export_start", **TASK)
@needs(scope(Subject.REPORTS, READ))
def start_resellers(request: ApiRequest, wanted: Query[ListFileWanted]) -> HttpResponse:
    """Let a task make Resellers.xlsx, however long the list is; fetch it from /tasks/{id}/file within a day."""
    return _started(request, _list(request, wanted, Kind.RESELLER))


@router.get(
    "/reports/new-customers",
    response=NewCustomersOut,
    operation_id="reports_new_customers",
    by_alias=True,
    **may_refuse(new_customers),
)
def joined(request: ApiRequest, wanted: Query[NewCustomersWanted]) -> NewCustomersOut:
    """Count who joined in a period, by day, week or month of the portal, and in the period before it."""
    zone = timezone.get_current_timezone()
    period = wanted.period(now().astimezone(zone).date())
    is_below = wanted.whose == "below"
    found = new_customers(request.auth.seller_id, period, wanted.by_step, zone=zone, is_below=is_below)
    return NewCustomersOut.of_report(found)


@router.get("/reports/taxes", response=TaxesOut, operation_id="reports_taxes", by_alias=True, **may_refuse(tax_summary))
def taxes(request: ApiRequest, wanted: Query[TaxesWanted]) -> TaxesOut:
    """Sum what your books say of tax in a period, by country, rate and reason: settled, less what was given back."""
    zone = timezone.get_current_timezone()
    period = wanted.period(now().astimezone(zone).date())
    return TaxesOut.of(tax_summary(request.auth.seller_id, period, zone=zone))


@router.get(
    "/reports/taxes/export",
    operation_id="reports_taxes_export",
    openapi_extra={"x-refusals": [kind.code for kind in refusals_in(tax_file)], "responses": {200: _BINARY}},
)
def taxes_file(request: ApiRequest, wanted: Query[TaxesWanted]) -> HttpResponse:
    """Download the same as a workbook."""
    zone = timezone.get_current_timezone()
    period = wanted.period(now().astimezone(zone).date())
    made = tax_file(period, zone=zone, by=request.auth.actor, at=now())
    disposition = {"Content-Disposition": f'attachment; filename="{file_name(period)}"'}
    return HttpResponse(made, content_type=XLSX, headers=disposition)


def _list(request: ApiRequest, wanted: ListFileWanted, kind: Kind) -> ListWanted:
    return ListWanted.of(kind, searching.search_asked(request, kind), wanted.names)


def _downloaded(request: ApiRequest, wanted: ListWanted) -> FileResponse:
    made = short_list_file(wanted, by=request.auth.actor, at=now())
    return FileResponse(made, as_attachment=True, filename=wanted.file_name, content_type=XLSX)


def _started(request: ApiRequest, wanted: ListWanted) -> HttpResponse:
    by = request.auth.actor

    def act() -> Task:
        return start_list_file(wanted=wanted, by=by, at=now())

    return perform(request, act, lambda task: TaskOut.of(task, by), status=202)
