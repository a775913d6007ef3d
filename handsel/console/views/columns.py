"""Which columns a list shows, and in which order; kept for each person (ACC-11)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.list_kinds import LISTS
from handsel.console.lists import ListScreen
from handsel.identity.layouts import keep_layout
from handsel.kernel.clock import now
from handsel.segments.columns import chosen
from handsel.web.answers import done


@at_desk
@require_http_methods(["GET", "POST"])
def list_columns(request: DeskRequest, name: str) -> HttpResponse:
    if name not in LISTS:
        raise Http404
    screen = ListScreen(request.desk, LISTS[name], request.GET)
    if request.method == "GET":
        return render(request, "console/columns/choose.html", {"list": screen})
    wanted = request.POST.getlist("columns") if "standard" not in request.POST else []
    columns = chosen(wanted) if wanted else ()
    keep_layout(list_name=name, columns=columns, by=request.desk.actor, at=now())
    said = _("The list shows these columns now.") if columns else _("The list shows the standard columns again.")
    return done(request, said, screen.href_without_columns)
