"""Pages of long lists: exact counts up to a bound, then "more than", so that a page costs the same at any size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

Row = TypeVar("Row")
Other = TypeVar("Other")

PAGE_SIZE = 50
COUNTED = 1_000
"""Above this many rows a count is only told as "1,000+"."""

LAST_PAGE = 10_000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list. `total` is exact unless `is_more`; then there are more than that."""

    rows: Sequence[Row]
    number: int
    size: int
    total: int
    is_more: bool
    has_next: bool

    def shown_as(self, show: Callable[[Row], Other]) -> "Page[Other]":
        """Return the same page with each row as `show` makes it."""
        rows = [show(row) for row in self.rows]
        return Page(rows, self.number, self.size, self.total, self.is_more, self.has_next)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1; 0 in an empty one."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)


def page_of(found: QuerySet[Any, Row], params: Mapping[str, str], size: int = PAGE_SIZE) -> Page[Row]:
    """Return the page of `found` that `params["page"]` names; the first where it names none. Two queries."""
    number = page_number(params.get("page", ""))
    rows = list(found[(number - 1) * size : number * size + 1])
    total, is_more = counted(found) if number > 1 or len(rows) > size else (len(rows), False)
    if not rows and number > 1:
        return page_of(found, {}, size)
    return Page(rows[:size], number, size, total, is_more, has_next=len(rows) > size)


def page_of_list(rows: Sequence[Row], params: Mapping[str, str], size: int = PAGE_SIZE) -> Page[Row]:
    """Return the page of `rows`, which are all at hand, that `params["page"]` names; the last if that is too far."""
    last = max(1, -(-len(rows) // size))
    number = min(page_number(params.get("page", "")), last)
    shown = rows[(number - 1) * size : number * size]
    return Page(shown, number, size, len(rows), is_more=False, has_next=number < last)


def counted(found: QuerySet[Any, Any]) -> tuple[int, bool]:
    """Return how many rows `found` has, and whether there are more than were counted."""
    return bounded(found.order_by()[: COUNTED + 1].count())


def bounded(number: int) -> tuple[int, bool]:
    """Return a number that was counted up to COUNTED and beyond, and whether it is more than that."""
    return min(number, COUNTED), number > COUNTED


def page_number(text: str) -> int:
    """Return the number of the page that `text` names; 1 where it names none."""
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004 - digits of a page
