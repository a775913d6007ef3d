"""The tax of a period, for whoever declares it: on the screen and as an Excel file (CAT-4)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.taxes_seen import Asked
from handsel.kernel.clock import now
from handsel.reports.lists import XLSX
from handsel.reports.tax_sheets import file_name, tax_file
from handsel.reports.taxes import tax_summary
from handsel.web.countries import country_choices


@at_desk
@require_GET
def taxes(request: DeskRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()
    asked = Asked.from_params(request.GET, now().astimezone(zone).date())
    summary = tax_summary(request.desk.seller_id, asked.period, zone=zone)
    countries = dict(country_choices()) | {"": ""}
    rows = [(row, countries.get(row.country, row.country)) for row in summary.rows]
    shown = {"asked": asked, "summary": summary, "rows": rows}
    return render(request, f"console/reports/taxes.html{'#report' if request.htmx else ''}", shown)


@at_desk
@require_GET
def taxes_excel(request: DeskRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()
    asked = Asked.from_params(request.GET, now().astimezone(zone).date())
    made = tax_file(asked.period, zone=zone, by=request.desk.actor, at=now())
    disposition = {"Content-Disposition": f'attachment; filename="{file_name(asked.period)}"'}
    return HttpResponse(made, content_type=XLSX, headers=disposition)
