"""Saved searches over customers and sub-resellers (ACC-10)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Kind
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.segments import Searching, SegmentIn, SegmentName, SegmentOut, SegmentPage, SegmentSharing
from handsel.kernel.clock import now
from handsel.segments.models import Segment
from handsel.segments.saving import (
    change_segment,
    delete_segment,
    rename_segment,
    save_segment,
    segments_of,
    share_segment,
)
from handsel.segments.words import Vocabulary

router = Router(tags=["Segments"])


@router.get("/segments", response=SegmentPage, operation_id="segments_list")
def segments(request: ApiRequest, wanted: Query[PageWanted]) -> SegmentPage:
    """List the segments that are shared, and those that API keys made, by name."""
    show = _shown(request)
    rows = segments_of(request.auth.actor)
    return paged(SegmentPage, request, wanted, rows, lambda page: [show(segment) for segment in page])


@router.post("/segments", response={201: SegmentOut}, operation_id="segments_create", **may_refuse(save_segment))
def new_segment(request: ApiRequest, body: SegmentIn) -> HttpResponse:
    """Keep a search under a name."""
    search = body.read

    def act() -> Segment:
        return save_segment(
            kind=Kind(body.kind),
            name=body.name,
            search=search,
            is_shared=body.is_shared,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, _shown(request), status=201)


@router.get("/segments/{int:segment_id}", response=SegmentOut, operation_id="segments_get")
def segment(request: ApiRequest, segment_id: int) -> SegmentOut:
    """Show one segment."""
    return _shown(request)(segments_of(request.auth.actor).get(pk=segment_id))


@router.put(
    "/segments/{int:segment_id}/search",
    response=SegmentOut,
    operation_id="segments_change",
    **may_refuse(change_segment),
)
def change(request: ApiRequest, segment_id: int, body: Searching) -> HttpResponse:
    """Let a segment find something else."""
    search = body.read

    def act() -> Segment:
        return change_segment(segment_id=segment_id, search=search, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request))


@router.put(
    "/segments/{int:segment_id}/name", response=SegmentOut, operation_id="segments_rename", **may_refuse(rename_segment)
)
def rename(request: ApiRequest, segment_id: int, body: SegmentName) -> HttpResponse:
    """Call a segment otherwise."""

    def act() -> Segment:
        return rename_segment(segment_id=segment_id, name=body.name, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request))


@router.put(
    "/segments/{int:segment_id}/sharing",
    response=SegmentOut,
    operation_id="segments_share",
    **may_refuse(share_segment),
)
def share(request: ApiRequest, segment_id: int, body: SegmentSharing) -> HttpResponse:
    """Show a segment to all colleagues, or keep it to its maker."""

    def act() -> Segment:
        return share_segment(segment_id=segment_id, is_shared=body.is_shared, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request))


@router.post(
    "/segments/{int:segment_id}/removal",
    response=SegmentOut,
    operation_id="segments_delete",
    **may_refuse(delete_segment),
)
def removal(request: ApiRequest, segment_id: int) -> HttpResponse:
    """Forget a segment, and show it for the last time."""

    def act() -> Segment:
        return delete_segment(segment_id=segment_id, by=request.auth.actor, at=now())

    return perform(request, act, _shown(request))


def _shown(request: ApiRequest) -> Callable[[Segment], SegmentOut]:
    vocabulary = Vocabulary(request.auth.seller_id)
    return lambda segment: SegmentOut.of(segment, vocabulary)
