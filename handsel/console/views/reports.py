"""New customers over any period (ACC-19), and lists as Excel files (ACC-13)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.models import Kind
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.new_customers_seen import seen
from handsel.console.workbooks import workbook
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.reports.list_files import start_list_file
from handsel.reports.lists import SHORT, ListWanted, short_list_file
from handsel.web.searches import asked_search


@at_desk
@require_GET
def new_customers(request: DeskRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()
    shown = seen(request.desk, request.GET, now().astimezone(zone).date(), zone)
    template = "console/reports/new_customers.html"
    has_below = request.desk.accounts.resellers().listed().exists()
    return render(request, f"{template}#report" if request.htmx else template, {"seen": shown, "has_below": has_below})


LISTS = {"customers": Kind.CUSTOMER, "resellers": Kind.RESELLER}


@at_desk
@require_http_methods(["GET", "POST"])
def excel(request: DeskRequest, what: str) -> HttpResponseBase:
    by, at, wanted = request.desk.actor, now(), _wanted(request, what)
    return workbook(
        request,
        wanted.file_name,
        is_short=lambda: wanted.is_short(by, at),
        file=lambda: short_list_file(wanted, by=by, at=at),
        start=lambda: start_list_file(wanted=wanted, by=by, at=at),
        offer=lambda: render(request, "console/reports/excel.html", {"what": what, "short": SHORT}),
    )


def _wanted(request: DeskRequest, what: str) -> ListWanted:
    named = request.GET.get("columns", "").split(",")
    columns = named if named != [""] else request.desk.layouts.get(what, ())
    asked = asked_search(request.GET, request.desk.actor, LISTS[what])
    if asked.faults:
        raise Invalid(fields=asked.faults)  # a list says what it left out, a file could not
    return ListWanted.of(LISTS[what], asked.search, columns)
