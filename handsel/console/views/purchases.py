"""What we buy at our own seller, for ourselves and for those below us, as a list (ORD-1, ORD-11)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.purchases_seen import purchase_page
from handsel.visits.handing import portal_above
from handsel.visits.rules import may_buy_above
from handsel.web.searches import searched


@at_desk
@require_GET
def purchases(request: DeskRequest) -> HttpResponse:
    if not request.desk.has_parent:
        raise Http404
    text = searched(request.GET)
    shown = {
        "text": text,
        "page": purchase_page(request.desk, text, request.GET),
        "above": portal_above(request.desk.seller_id),
        "may_buy": may_buy_above(request.desk.actor),
    }
    template = "console/orders/purchases.html"
    return render(request, f"{template}#rows" if request.htmx else template, shown)
