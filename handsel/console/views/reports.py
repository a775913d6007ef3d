"""New customers over any period (ACC-19), and lists as Excel files (ACC-13)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.new_customers_seen import seen
from handsel.kernel.clock import now


@at_desk
@require_GET
def new_customers(request: DeskRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()
    shown = seen(request.desk, request.GET, now().astimezone(zone).date(), zone)
    template = "console/reports/new_customers.html"
    has_below = request.desk.accounts.resellers().listed().exists()
    return render(request, f"{template}#report" if request.htmx else template, {"seen": shown, "has_below": has_below})
