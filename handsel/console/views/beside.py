"""What stands over a list of accounts: its figures, each a link to exactly those rows (ACC-12, ACC-19)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.list_figures import tiles, told_archived
from handsel.console.list_kinds import LISTS
from handsel.reports.figures import list_figures


@at_desk
@require_GET
def list_beside(request: DeskRequest, name: str) -> HttpResponse:
    if name not in LISTS:
        raise Http404
    kind = LISTS[name]
    figures = list_figures(request.desk.actor, kind.kind)
    shown = {"tiles": tiles(figures, request.desk, kind), "archived": told_archived(figures), "kind": kind}
    return render(request, "console/lists/beside.html", shown)
