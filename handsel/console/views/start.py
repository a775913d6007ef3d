"""The start page: figures, what needs action, the latest orders (REP-1 as far as these)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.figures import figures, todo
from handsel.console.sold_orders import as_sold
from handsel.kernel.clock import now

RECENT = 8


@at_desk
@require_GET
def start(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    recent = list(desk.sales.select_related("buyer").order_by("-asked_at", "-pk")[:RECENT])
    orders = map(as_sold(desk, recent), recent)
    at = now()
    shown = {"figures": figures(desk, at), "todo": todo(desk, at), "orders": list(orders)}
    return render(request, "console/start/start.html", shown)
