"""The menu of saved searches over a list, and which of them is open (ACC-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode

from handsel.console.lists import ListScreen
from handsel.console.routes import address
from handsel.segments.models import Segment
from handsel.segments.rules import may_change_segment, may_share_searches
from handsel.segments.saving import segments_of


@dataclass(frozen=True)
class Choice:
    """A segment as a line of the menu."""

    name: str
    href: str
    is_current: bool
    is_shared: bool
    owner: str


@dataclass(frozen=True)
class SegmentMenu:
    """What the menu of segments shows over one list."""

    screen: ListScreen

    @cached_property
    def choices(self) -> list[Choice]:
        """All of this list: one's own first, then those of colleagues."""
        actor = self.screen.desk.actor
        found = sorted(self._found(), key=lambda segment: segment.owner_id != actor.user_id)
        return [self._choice(segment, is_own=segment.owner_id == actor.user_id) for segment in found]

    def _found(self) -> Iterator[Segment]:
        yield from segments_of(self.screen.desk.actor).filter(kind=self.screen.kind.kind)

    def _choice(self, segment: Segment, *, is_own: bool) -> Choice:
        pairs = [*segment.params, ("segment", str(segment.pk))]
        current = self.screen.segment
        return Choice(
            segment.name,
            f"{self.screen.kind.href}?{urlencode(pairs)}",
            current is not None and current.pk == segment.pk,
            segment.is_shared,
            "" if is_own else segment.owner_name,
        )

    @property
    def may_change(self) -> bool:
        """Whether the open segment is this person's to change."""
        segment = self.screen.segment
        return segment is not None and bool(may_change_segment(self.screen.desk.actor, segment))

    @property
    def may_share(self) -> bool:
        return self.may_change and bool(may_share_searches(self.screen.desk.actor))

    @property
    def may_save(self) -> bool:
        """Whether there is anything to keep."""
        return not self.screen.search.is_empty

    @property
    def new_href(self) -> str:
        return f"{address('segment-new', self.screen.kind.name)}?{self.screen.query}"

    def _of_current(self, name: str) -> str:
        return address(name, self.screen.segment.pk) if self.screen.segment else ""

    @property
    def change_href(self) -> str:
        return f"{self._of_current('segment-change')}?{self.screen.query}"

    @property
    def rename_href(self) -> str:
        return self._of_current("segment-rename")

    @property
    def share_href(self) -> str:
        return self._of_current("segment-share")

    @property
    def delete_href(self) -> str:
        return self._of_current("segment-delete")
