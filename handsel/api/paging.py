"""Pages of lists: rows, an exact or bounded total, and the address of the next page (API-1)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.shapes.parts import Text
from handsel.kernel.keyset import KeysetPage
from handsel.web.tables import LAST_PAGE, PAGE_SIZE, counted

Row = TypeVar("Row")
MAX_SIZE = 200


class PageWanted(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description="Number of the page, from 1.")
    size: int = Field(PAGE_SIZE, ge=1, le=MAX_SIZE, description="How many rows a page has.")

    @property
    def start(self) -> int:
        return (self.page - 1) * self.size


class Search(PageWanted):
    """Which page of what is found."""

    q: Text = Field("", max_length=100, description="Text to search for; empty finds everything.")


class Page(Schema):
    """One page of a list. `total` is exact up to a bound; where `total_is_exact` is false there are more than that."""

    page: int
    size: int
    total: int
    total_is_exact: bool
    next: str | None = Field(description="Address of the next page on this host; null on the last.")


Paged = TypeVar("Paged", bound=Page)


def paged(
    kind: type[Paged],
    request: ApiRequest,
    wanted: PageWanted,
    found: QuerySet[Any, Row],
    shape: Callable[[list[Row]], Sequence[Schema]],
) -> Paged:
    """Return the page of `found` that is `wanted`, its rows as `shape` shows them all at once."""
    start = (wanted.page - 1) * wanted.size
    rows = list(found[start : start + wanted.size + 1])
    total, is_more = counted(found) if start or len(rows) > wanted.size else (len(rows), False)
    return kind.model_construct(
        page=wanted.page,
        size=wanted.size,
        total=total,
        total_is_exact=not is_more,
        next=_next(request, wanted.page) if len(rows) > wanted.size and wanted.page < LAST_PAGE else None,
        items=shape(rows[: wanted.size]),
    )


class CursorWanted(Schema):
    """Which page of a list that is read from one page to the next."""

    size: int = Field(PAGE_SIZE, ge=1, le=MAX_SIZE, description="How many rows a page has.")
    after: str = Field("", description="As in the address of the next page.")
    before: str = Field("", description="As in the address of the page before.")


class CursorPage(Schema):
    """One page of a list. `total` is exact up to 1,000; where `total_is_exact` is false it is about right."""

    size: int
    total: int
    total_is_exact: bool
    next: str | None = Field(description="Address of the next page on this host; null on the last.")
    previous: str | None = Field(description="Address of the page before on this host; null on the first.")


Cursored = TypeVar("Cursored", bound=CursorPage)


def cursor_page(
    kind: type[Cursored],
    request: ApiRequest,
    page: KeysetPage[Row],
    size: int,
    shape: Callable[[Sequence[Row]], Sequence[Schema]],
) -> Cursored:
    """Return `page`, of at most `size` rows, its rows as `shape` shows them all at once."""
    return kind.model_construct(
        size=size,
        total=page.total.number,
        total_is_exact=page.total.is_exact,
        next=page_address(request, "after", page.after),
        previous=page_address(request, "before", page.before),
        items=shape(page.rows),
    )


def refuse_number(request: ApiRequest) -> None:
    """Refuse the number of a page where there are none: whoever counts on would read the first one for ever."""
    if "page" in request.GET:
        said = "These lists have no numbered pages; follow next."
        raise ValidationError([{"loc": ("query", "page"), "type": "search", "msg": said}])


def page_address(request: ApiRequest, name: str, cursor: str | None) -> str | None:
    """Return where the page stands that `cursor` leads to; None without one."""
    if cursor is None:
        return None
    query = request.GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[name] = cursor
    return f"{request.path}?{query.urlencode()}"


def told_page(
    kind: type[Paged],
    request: ApiRequest,
    wanted: PageWanted,
    items: Sequence[Schema],
    total: int,
    *,
    is_more: bool = False,
) -> Paged:
    """Return the page of `items` that is `wanted`; `total` rows were found with them, or where it `is_more` beyond."""
    has_next = (is_more or wanted.page * wanted.size < total) and bool(items) and wanted.page < LAST_PAGE
    return kind.model_construct(
        page=wanted.page,
        size=wanted.size,
        total=total,
        total_is_exact=not is_more,
        next=_next(request, wanted.page) if has_next else None,
        items=items,
    )


def _next(request: ApiRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page + 1)
    return f"{request.path}?{query.urlencode()}"
