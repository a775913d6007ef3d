"""The audit log: all that happened, narrowed in the address, each event in full, and as an Excel file (OPS-2)."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.audit_seen import lines, lines_of
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.audit import LogForm
from handsel.console.templatetags.doers import doer
from handsel.console.workbooks import workbook
from handsel.identity.actor import SYSTEM
from handsel.identity.key_use import acting_name
from handsel.identity.rules import may_read_audit
from handsel.kernel.clock import now
from handsel.reports.audit_file import FILE_NAME, found_in_log, is_short, short_audit_file, start_audit_file
from handsel.reports.lists import SHORT
from handsel.timeline.audit import LOOKED_BACK, AuditSearch, audit_page


@at_desk
@require_GET
def audit(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_read_audit(desk.actor).or_refuse()
    search = AuditSearch.from_params(request.GET)
    found = found_in_log(search, by=desk.actor, at=now())
    page = audit_page(found, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    shown = {
        "form": LogForm(request.GET, search=search, people=_people(desk)),
        "lines": lines_of(desk, page),
        "page": page,
        "is_narrowed": bool(search.to_params()),
        "days": LOOKED_BACK.days if search.text and search.since is None else 0,
    }
    return render(request, "console/audit/list.html", shown)


def _people(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield whom the log can be narrowed to: colleagues, programs, the system."""
    for seat in desk.staff_seats.select_related("user").order_by("user__first_name", "user__last_name"):
        yield str(seat.user_id), seat.user.name
    for name in desk.api_keys.order_by("name").values_list("name", flat=True):
        yield acting_name(name), acting_name(name)
    yield SYSTEM, doer(SYSTEM)


@at_desk
@require_GET
def audit_event(request: DeskRequest, pk: int) -> HttpResponse:
    desk = request.desk
    may_read_audit(desk.actor).or_refuse()
    [line] = lines(desk, [get_object_or_404(desk.events, pk=pk)])
    return render(request, "console/audit/event.html", {"line": line})


@at_desk
@require_http_methods(["GET", "POST"])
def audit_excel(request: DeskRequest) -> HttpResponseBase:
    by, at, search = request.desk.actor, now(), AuditSearch.from_params(request.GET)
    may_read_audit(by).or_refuse()
    return workbook(
        request,
        FILE_NAME,
        is_short=lambda: is_short(search, by=by, at=at),
        file=lambda: short_audit_file(search, by=by, at=at),
        start=lambda: start_audit_file(search=search, by=by, at=at),
        offer=lambda: render(request, "console/audit/excel.html", {"short": SHORT}),
    )
