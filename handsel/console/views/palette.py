"""The command palette: accounts, orders, screens and actions by a few letters (ACC-10)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.palette import palette_groups
from handsel.web.searches import searched


@at_desk
@require_GET
def palette(request: DeskRequest) -> HttpResponse:
    text = searched(request.GET)
    shown = {"groups": palette_groups(request.desk, text), "text": text}
    return render(request, "console/palette/found.html" if request.htmx else "console/palette/page.html", shown)
