"""The filter builder of a list: choose a field, then say what it should be (ACC-10)."""

import json

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.filters import Draft, field_groups
from handsel.console.list_kinds import LISTS
from handsel.console.lists import ListScreen
from handsel.segments.fields import FIELDS


@at_desk
@require_GET
def list_filter(request: DeskRequest, name: str) -> HttpResponse:
    screen = _screen(request, name)
    field = FIELDS.get(request.GET.get("field", ""))
    if field is None:
        return render(request, "console/lists/filter_pick.html", {"list": screen, "groups": field_groups()})
    draft = Draft(screen, field, request.GET)
    search, fault = draft.finished() if "apply" in request.GET else (None, "")
    if search is None:
        shown = {"list": screen, "draft": draft, "fault": fault}
        return render(request, "console/lists/filter_value.html", shown, status=422 if fault else 200)
    return _to_list(request, screen.href(search))


def _screen(request: DeskRequest, name: str) -> ListScreen:
    if name not in LISTS:
        raise Http404
    return ListScreen(request.desk, LISTS[name], request.GET)


def _to_list(request: DeskRequest, address: str) -> HttpResponse:
    """Lead to the list at `address`; a list that is open takes in what is found, and closes the dialog."""
    if not request.htmx:
        return HttpResponseRedirect(address)
    place = {"path": address, "target": "#found", "swap": "outerHTML"}
    return HttpResponse(status=204, headers={"HX-Location": json.dumps(place), "HX-Trigger": "search-changed"})
