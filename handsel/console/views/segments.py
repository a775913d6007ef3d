"""Saved searches: open, save, update, rename, share, delete (ACC-10)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.segments import NameForm, NewSegmentForm
from handsel.console.list_kinds import LISTS
from handsel.console.lists import ListScreen
from handsel.console.returning import done_here
from handsel.console.segments_seen import SegmentMenu
from handsel.kernel.clock import now
from handsel.segments.models import Segment
from handsel.segments.rules import may_change_segment, may_share_searches
from handsel.segments.saving import (
    change_segment,
    delete_segment,
    rename_segment,
    save_segment,
    segments_of,
    share_segment,
)
from handsel.segments.search import Search
from handsel.web.answers import done


@at_desk
@require_GET
def list_segments(request: DeskRequest, name: str) -> HttpResponse:
    return render(request, "console/segments/menu.html", {"menu": SegmentMenu(_screen(request, name))})


@at_desk
@require_http_methods(["GET", "POST"])
def segment_new(request: DeskRequest, name: str) -> HttpResponse:
    screen, by = _screen(request, name), request.desk.actor
    form = NewSegmentForm(request.POST or None, may_share=bool(may_share_searches(by)))
    saved = form.submit(
        lambda typed: save_segment(
            kind=screen.kind.kind,
            name=typed["name"],
            search=screen.search,
            is_shared=typed.get("is_shared", False),
            by=by,
            at=now(),
        )
    )
    if saved:
        return done(request, _("“%s” is saved.") % saved.name, _address(saved))
    return render(request, "console/segments/new.html", {"form": form, "list": screen}, status=form.status)


@at_desk
@require_POST
def segment_change(request: DeskRequest, pk: int) -> HttpResponse:
    search = Search.from_params(request.GET).search
    changed = change_segment(segment_id=_found(request, pk).pk, search=search, by=request.desk.actor, at=now())
    return done(request, _("“%s” finds this now.") % changed.name, _address(changed))


@at_desk
@require_http_methods(["GET", "POST"])
def segment_rename(request: DeskRequest, pk: int) -> HttpResponse:
    segment, by = _found(request, pk), request.desk.actor
    may_change_segment(by, segment).or_refuse()
    form = NameForm(request.POST or None, initial={"name": segment.name})
    renamed = form.submit(lambda typed: rename_segment(segment_id=pk, name=typed["name"], by=by, at=now()))
    if renamed:
        return done_here(request, _("It is called “%s” now.") % renamed.name, _address(renamed))
    return render(request, "console/segments/rename.html", {"form": form, "segment": segment}, status=form.status)


@at_desk
@require_POST
def segment_share(request: DeskRequest, pk: int) -> HttpResponse:
    segment = _found(request, pk)
    shared = share_segment(segment_id=pk, is_shared=not segment.is_shared, by=request.desk.actor, at=now())
    said = _("Your colleagues see “%s” now.") if shared.is_shared else _("Only its maker sees “%s” now.")
    return done_here(request, said % shared.name, _address(shared))


@at_desk
@require_http_methods(["GET", "POST"])
def segment_delete(request: DeskRequest, pk: int) -> HttpResponse:
    segment, by = _found(request, pk), request.desk.actor
    may_change_segment(by, segment).or_refuse()
    form = ConfirmForm(request.POST or None)
    if form.submit(lambda _typed: delete_segment(segment_id=pk, by=by, at=now())):
        return done(request, _("“%s” is deleted.") % segment.name, _list_of(segment))
    return render(request, "console/segments/delete.html", {"form": form, "segment": segment}, status=form.status)


def _screen(request: DeskRequest, name: str) -> ListScreen:
    if name not in LISTS:
        raise Http404
    return ListScreen(request.desk, LISTS[name], request.GET)


def _found(request: DeskRequest, pk: int) -> Segment:
    return get_object_or_404(segments_of(request.desk.actor), pk=pk)


def _list_of(segment: Segment) -> str:
    return next(kind.href for kind in LISTS.values() if kind.kind == segment.kind)


def _address(segment: Segment) -> str:
    return f"{_list_of(segment)}?{urlencode([*segment.params, ('segment', str(segment.pk))])}"
