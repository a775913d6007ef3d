"""Pages of accounts by keyset: each starts behind the last row of the one before it (ACC-11)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from handsel.segments.sorting import SORTS, STANDARD, sort_of

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


def keyset_page(
    found: QuerySet[Any, Any],
    sort: str,
    params: Mapping[str, str],
    size: int = PAGE_SIZE,
    whole: Callable[[], int | None] = lambda: None,
) -> KeysetPage:
    """Return the page of `found` that `params` ask for with `after` or `before`, in the order of `sort`.

    A cursor that is none, or of another order, opens the first page. `found` is accounts or their values().
    `whole` tells how many `found` are in all, where that is known without counting.
    """
    sort = sort if sort.removeprefix("-") in SORTS else STANDARD
    backwards = bool(params.get("before"))
    start = _read(params.get("before" if backwards else "after") or "", sort)
    backwards = backwards and start is not None
    rows = _rows(found, sort, start, size + 1, backwards=backwards)
    if not rows and start is not None:
        return keyset_page(found, sort, {}, size, whole)
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_before, has_after = (has_more, True) if backwards else (start is not None, has_more)
    return KeysetPage(
        rows,
        _written(rows[0], sort) if has_before else None,
        _written(rows[-1], sort) if has_after else None,
        Total(len(rows), is_exact=True) if not has_before and not has_after else total_of(found, whole),
    )


def in_order(found: QuerySet[Any, Any], sort: str, *, backwards: bool = False) -> QuerySet[Any, Any]:
    """Return `found` in the order of `sort`, with what it is sorted by as `sort_value`."""
    by = sort_of(sort)
    ordered: QuerySet[Any, Any] = found.filter(by.among).annotate(sort_value=by.value)
    if sort.startswith("-") != backwards:
        ordered = ordered.order_by(F("sort_value").desc(), F(by.key).desc())
    else:
        ordered = ordered.order_by(F("sort_value").asc(), F(by.key).asc())
    return ordered


def total_of(found: QuerySet[Any, Any], whole: Callable[[], int | None] = lambda: None) -> Total:
    """Return how many rows `found` has: known, counted up to a bound, or else estimated."""
    known = whole()
    if known is not None:
        return Total(known, is_exact=True)
    number = found.order_by()[: COUNTED + 1].count()
    return Total(number, is_exact=True) if number <= COUNTED else Total(_estimated(found), is_exact=False)


def _estimated(found: QuerySet[Any, Any]) -> int:
    """Return about how many rows there are, in two digits, as the planner of the database thinks."""
    try:
        sql, values = found.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    rows = max(int(plan[0]["Plan"]["Plan Rows"]), COUNTED + 1)
    step = 10 ** (len(str(rows)) - 2)
    return int(rows // step * step)


def _rows(
    found: QuerySet[Any, Any], sort: str, start: tuple[Any, int] | None, most: int, *, backwards: bool
) -> list[Any]:
    ordered = in_order(found, sort, backwards=backwards)
    if start:
        sign = "<" if sort.startswith("-") != backwards else ">"
        ordered = ordered.filter(
            Beyond(F("sort_value"), F(sort_of(sort).key), Value(start[0]), Value(start[1]), sign=sign)
        )
    return list(ordered[:most])


class Beyond(Func):
    """`(a, id) > (value, id)`, compared as a row, so that an index finds the place."""

    conditional = True
    output_field = BooleanField()
    sign = ">"

    def __init__(self, *expressions: Any, sign: str = ">", **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.sign = sign

    def as_sql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return both pairs with the sign between them."""
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        one, two, three, four = (sql for sql, _values in parts)
        return f"({one}, {two}) {self.sign} ({three}, {four})", [value for _sql, own in parts for value in own]


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
    return (datetime.fromisoformat(value) if sort_of(sort).is_date else value), pk
