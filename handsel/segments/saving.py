"""Searches saved under a name, one's own or shared with colleagues (ACC-10)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from handsel.accounts.models import Kind
from handsel.accounts.tags import key_of
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.segments.models import MAX_NAME, Segment
from handsel.segments.rules import may_change_segment, may_keep_searches, may_share_searches
from handsel.segments.search import Search
from handsel.timeline.record import record

MOST = 200
"""How many segments one person can have, and how many can be shared, for each list."""


class SegmentExists(Conflict):
    """There is a segment of this name already."""

    code = "segment_exists"


def segments_of(by: Actor) -> "QuerySet[Segment]":
    """Return the segments that `by` sees: their own and those that are shared, by name."""
    seen = Segment.objects.filter(Q(is_shared=True) | _owned_by(by), seller_id=by.seller_id)
    return seen.order_by("key", "pk")


@operation
def save_segment(*, kind: Kind, name: str, search: Search, by: Actor, at: datetime, is_shared: bool = False) -> Segment:
    """Keep `search` over accounts of `kind` under a name, for oneself or for all colleagues.

    Raises Forbidden, Invalid naming `name`, or `kind` when there are no lists of it, SegmentExists.
    """
    may_keep_searches(by).or_refuse()
    if is_shared:
        may_share_searches(by).or_refuse()
    if kind == Kind.OPERATOR:
        raise Invalid(fields={"kind": "Search customers or resellers."})
    name = _checked(name)
    _refuse_twin(kind, name, by, is_shared=is_shared)
    if _beside(kind, by, is_shared=is_shared).count() >= MOST:
        raise Invalid(fields={"name": f"There are {MOST} segments already; delete some first."})
    segment = Segment.objects.create(
        seller_id=by.seller_id,
        owner_id=by.user_id,
        owner_name=by.name,
        kind=kind,
        name=name,
        key=key_of(name),
        params=search.to_params(),
        is_shared=is_shared,
        made_at=at,
        changed_at=at,
    )
    _tell("segment.saved", segment, by, at)
    return segment


@operation
def rename_segment(*, segment_id: int, name: str, by: Actor, at: datetime) -> Segment:
    """Call a segment otherwise. Raises Forbidden, Segment.DoesNotExist, Invalid naming `name`, SegmentExists."""
    segment = _locked(segment_id, by)
    name = _checked(name)
    before = segment.name
    if name != before:
        _refuse_twin(segment.kind, name, by, is_shared=segment.is_shared, but_id=segment.pk)
        segment.name, segment.key, segment.changed_at = name, key_of(name), at
        segment.save(update_fields=["name", "key", "changed_at"])
        _tell("segment.renamed", segment, by, at, before)
    return segment


@operation
def change_segment(*, segment_id: int, search: Search, by: Actor, at: datetime) -> Segment:
    """Let a segment find what `search` finds from now on. Raises Forbidden, Segment.DoesNotExist."""
    segment = _locked(segment_id, by)
    if searched_by(segment) != search:
        segment.params, segment.changed_at = search.to_params(), at
        segment.save(update_fields=["params", "changed_at"])
        _tell("segment.changed", segment, by, at)
    return segment


@operation
def share_segment(*, segment_id: int, is_shared: bool, by: Actor, at: datetime) -> Segment:
    """Show a segment to all colleagues, or keep it to its maker again. Twice is once.

    Raises Forbidden, Segment.DoesNotExist, SegmentExists when another of this name is shared.
    """
    may_share_searches(by).or_refuse()
    segment = _locked(segment_id, by)
    if segment.is_shared != is_shared:
        _refuse_twin(segment.kind, segment.name, by, is_shared=is_shared, but_id=segment.pk, owner_id=segment.owner_id)
        segment.is_shared, segment.changed_at = is_shared, at
        segment.save(update_fields=["is_shared", "changed_at"])
        _tell("segment.shared" if is_shared else "segment.unshared", segment, by, at)
    return segment


@operation
def delete_segment(*, segment_id: int, by: Actor, at: datetime) -> Segment:
    """Forget a segment; the accounts it finds stay as they are. Raises Forbidden, Segment.DoesNotExist."""
    segment = _locked(segment_id, by)
    _tell("segment.deleted", segment, by, at)
    Segment.objects.filter(pk=segment.pk).delete()
    return segment


def searched_by(segment: Segment) -> Search:
    """Return the search of `segment`; what is no field any more is left out."""
    params: dict[str, list[str]] = {}
    for name, value in segment.params:
        params.setdefault(name, []).append(value)
    return Search.from_params(params).search


def _checked(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid(fields={"name": "Enter a name for the segment."})
    if len(name) > MAX_NAME:
        raise Invalid(fields={"name": f"Enter at most {MAX_NAME} characters."})
    return name


def _beside(kind: str, by: Actor, *, is_shared: bool, owner_id: int | None = None) -> "QuerySet[Segment]":
    others = Segment.objects.filter(seller_id=by.seller_id, kind=kind, is_shared=is_shared)
    if is_shared:
        return others
    return others.filter(owner=owner_id) if owner_id else others.filter(_owned_by(by))


def _owned_by(by: Actor) -> Q:
    """Return what finds the segments of `by`: those under the name of a program or guest, who are no users here."""
    return Q(owner=by.user_id) if by.user_id else Q(owner=None, owner_name=by.name)


def _refuse_twin(
    kind: str, name: str, by: Actor, *, is_shared: bool, but_id: int = 0, owner_id: int | None = None
) -> None:
    others = _beside(kind, by, is_shared=is_shared, owner_id=owner_id).exclude(pk=but_id)
    twin = others.filter(key=key_of(name)).first()
    if twin:
        raise SegmentExists(f"There is a segment “{twin.name}” already; choose another name.")


@step
def _locked(segment_id: int, by: Actor) -> Segment:
    may_keep_searches(by).or_refuse()
    segment = segments_of(by).select_for_update(of=("self",)).get(pk=segment_id)
    may_change_segment(by, segment).or_refuse()
    return segment


@step
def _tell(name: str, segment: Segment, by: Actor, at: datetime, before: str = "") -> None:
    told = {"before": before} if before else {}
    record(name, subject=segment, account_id=by.seller_id, by=by, at=at, segment=segment.name, **told)  # type: ignore[arg-type]
