"""Pages of accounts by keyset: each starts behind the last row of the one before it (ACC-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet

from handsel.segments.sorting import SORTS, STANDARD

PAGE_SIZE = 50
COUNTED = 1_000
"""Up to this many rows are counted; more are estimated."""

_SALT = "handsel.segments.paging"


@dataclass(frozen=True)
class Total:
    """How many rows there are in all; about, unless it is exact."""

    number: int
    is_exact: bool


@dataclass(frozen=True)
class KeysetPage:
    """One page. `before` and `after` are what to ask for to get the pages around it; None at either end."""

    rows: Sequence[Any]
    before: str | None
    after: str | None
    total: Total


def keyset_page(found: QuerySet[Any, Any], sort: str, params: Mapping[str, str], size: int = PAGE_SIZE) -> KeysetPage:
    """Return the page of `found` that `params` ask for with `after` or `before`, in the order of `sort`.

    A cursor that is none, or of another order, opens the first page. `found` is accounts or their values().
    """
    sort = sort if sort.removeprefix("-") in SORTS else STANDARD
    backwards = bool(params.get("before"))
    start = _read(params.get("before" if backwards else "after") or "", sort)
    rows = _rows(found, sort, start, size + 1, backwards=backwards and start is not None)
    if not rows and start is not None:
        return keyset_page(found, sort, {}, size)
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards and start:
        rows.reverse()
        has_before, has_after = has_more, True
    else:
        has_before, has_after = start is not None, has_more
    return KeysetPage(
        rows,
        _written(rows[0], sort) if has_before and rows else None,
        _written(rows[-1], sort) if has_after and rows else None,
        _total(found, rows, is_whole=not has_before and not has_after),
    )


def _rows(
    found: QuerySet[Any, Any], sort: str, start: tuple[Any, int] | None, most: int, *, backwards: bool
) -> list[Any]:
    falls = sort.startswith("-") != backwards
    found = found.annotate(sort_value=SORTS[sort.removeprefix("-")].value)
    if start:
        value, pk = start
        end = "lt" if falls else "gt"
        found = found.filter(
            Q(**{f"sort_value__{end}e": value}) & (Q(**{f"sort_value__{end}": value}) | Q(**{f"pk__{end}": pk}))
        )
    order = (F("sort_value").desc(), F("pk").desc()) if falls else (F("sort_value").asc(), F("pk").asc())
    return list(found.order_by(*order)[:most])


def _written(row: Any, sort: str) -> str:
    value, pk = (row["sort_value"], row["id"]) if isinstance(row, dict) else (row.sort_value, row.pk)
    return signing.dumps([sort, value.isoformat() if isinstance(value, datetime) else value, pk], salt=_SALT)


def _read(cursor: str, sort: str) -> tuple[Any, int] | None:
    value: Any
    try:
        of, value, pk = signing.loads(cursor, salt=_SALT) if cursor else ("", None, 0)
    except (signing.BadSignature, ValueError):
        return None
    if of != sort:
        return None
    return (datetime.fromisoformat(value) if SORTS[sort.removeprefix("-")].is_date else value), pk


def _total(found: QuerySet[Any, Any], rows: Sequence[Any], *, is_whole: bool) -> Total:
    if is_whole:
        return Total(len(rows), is_exact=True)
    number = found.order_by()[: COUNTED + 1].count()
    return Total(number, is_exact=number <= COUNTED)
