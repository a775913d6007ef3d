"""Pages by keyset: each starts behind the last row of the one before, so that all cost the same (ACC-11)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

PAGE_SIZE = 50
COUNTED = 1_000
"""Up to this many rows are counted; more are estimated."""

Row = TypeVar("Row")
Other = TypeVar("Other")
_SALT = "handsel.kernel.keyset"


Whole = Callable[[], "Total | None"]
"""What tells how many rows there are in all, where that is known without counting."""


@dataclass(frozen=True)
class Order:
    """An order of rows by `keys`, none of which is ever null and the last of which no two rows share.

    A cursor keeps the `name`, so that one of another order opens the first page. Where it `falls`, all keys do.
    `among` is what leads to the keys and keeps every row. `counts` says that an index has all rows in this order, and
    that they are therefore counted soonest in it. The rows of each of `groups`, of which every row has one, stand
    together and tell their `group_place`; each group is looked up by itself, so that an index still has its order.
    """

    name: str
    keys: tuple[Combinable, ...]
    falls: bool = False
    among: Q = field(default_factory=Q)
    counts: bool = False
    groups: tuple[Q, ...] = ()

    @property
    def columns(self) -> dict[str, Combinable]:
        return {f"sort_{place}": key for place, key in enumerate(self.keys)}

    def of(self, found: QuerySet[Any, Any], *, backwards: bool = False) -> QuerySet[Any, Any]:
        """Return `found` in this order, with what each row is sorted by beside it."""
        falls = self.falls != backwards
        columns = [F(name).desc() if falls else F(name).asc() for name in self.columns]
        sorted_rows: QuerySet[Any, Any] = found.filter(self.among).annotate(**self.columns).order_by(*columns)
        return sorted_rows


@dataclass(frozen=True)
class Total:
    """How many rows there are in all; about, unless it is exact."""

    number: int
    is_exact: bool


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page. `before` and `after` are what to ask for to get the pages around it; None at either end.

    `first` is the place of its first row in the whole list, from 1.
    """

    rows: Sequence[Row]
    before: str | None
    after: str | None
    total: Total
    first: int = 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def has_other(self) -> bool:
        return self.before is not None or self.after is not None

    def shown_as(self, show: Callable[[Row], Other]) -> "KeysetPage[Other]":
        """Return the same page with each row as `show` makes it."""
        return KeysetPage([show(row) for row in self.rows], self.before, self.after, self.total, self.first)


@dataclass(frozen=True)
class _Start:
    """Behind which row a page begins, and what place in the list that page has."""

    values: list[Any]
    first: int


def keyset_page(
    found: QuerySet[Any, Any],
    order: Order,
    params: Mapping[str, str],
    size: int = PAGE_SIZE,
    whole: Whole = lambda: None,
) -> KeysetPage[Any]:
    """Return the page of `found` that `params` ask for with `after` or `before`.

    A cursor that is none, or of another order, opens the first page. `whole` tells how many `found` are in all, where
    that is known without counting.
    """
    backwards = bool(params.get("before"))
    start = _read(params.get("before" if backwards else "after") or "", order)
    backwards = backwards and start is not None
    rows = _rows(found, order, start, size + 1, backwards=backwards)
    if not rows and start is not None:
        return keyset_page(found, order, {}, size, whole)
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_before, has_after = (has_more, True) if backwards else (start is not None, has_more)
    first = max(start.first, 1) if start else 1
    return KeysetPage(
        rows,
        _written(rows[0], order, first - size) if has_before else None,
        _written(rows[-1], order, first + len(rows)) if has_after else None,
        total_of(found, whole, order) if has_before or has_after else Total(len(rows), is_exact=True),
        first if has_before else 1,
    )


def total_of(found: QuerySet[Any, Any], whole: Whole = lambda: None, order: Order | None = None) -> Total:
    """Return how many rows `found` has: known, counted up to a bound, or else estimated."""
    if known := whole():
        return known
    rows = order.of(found) if order and order.counts else found.order_by()
    number = rows[: COUNTED + 1].count()
    return Total(number, is_exact=True) if number <= COUNTED else Total(estimated(found), is_exact=False)


def estimated(found: QuerySet[Any, Any], share: float = 1) -> int:
    """Return about how many rows a `share` of `found` is, in two digits, as the planner of the database thinks."""
    try:
        sql, values = found.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    rows = max(int(plan[0]["Plan"]["Plan Rows"] * share), COUNTED + 1)
    step = 10 ** (len(str(rows)) - 2)
    return int(rows // step * step)


def _rows(found: QuerySet[Any, Any], order: Order, start: _Start | None, most: int, *, backwards: bool) -> list[Any]:
    if order.groups:
        return _in_groups(found, order, start, most, backwards=backwards)
    ordered = order.of(found, backwards=backwards)
    if start:
        sign = "<" if order.falls != backwards else ">"
        ordered = ordered.filter(Beyond(*map(F, order.columns), *map(Value, start.values), sign=sign))
    return list(ordered[:most])


def _in_groups(
    found: QuerySet[Any, Any], order: Order, start: _Start | None, most: int, *, backwards: bool
) -> list[Any]:
    """Return the rows group after group, from the one in which the page starts."""
    within, rows = replace(order, groups=()), list[Any]()
    places = list(enumerate(order.groups))
    for place, group in reversed(places) if backwards else places:
        begun = start.values[0] if start else place
        if len(rows) == most or (place > begun if backwards else place < begun):
            continue
        own = _Start(start.values[1:], start.first) if start and place == begun else None
        part = found.filter(group).annotate(group_place=Value(place))
        rows += _rows(part, within, own, most - len(rows), backwards=backwards)
    return rows


class Beyond(Func):
    """`(a, id) > (value, other)`, compared as rows, so that an index finds the place; the left one first."""

    conditional = True
    output_field = BooleanField()
    sign = ">"

    def __init__(self, *expressions: Any, sign: str = ">", **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.sign = sign

    def as_sql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return both rows with the sign between them."""
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        texts, half = [sql for sql, _values in parts], len(parts) // 2
        sql = f"({', '.join(texts[:half])}) {self.sign} ({', '.join(texts[half:])})"
        return sql, [value for _sql, own in parts for value in own]


def _written(row: Any, order: Order, first: int) -> str:
    names = ["group_place", *order.columns] if order.groups else order.columns
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    told = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return signing.dumps([order.name, told, first], salt=_SALT)


def _read(cursor: str, order: Order) -> _Start | None:
    try:
        name, told, first = signing.loads(cursor, salt=_SALT) if cursor else ("", [], 1)
    except (signing.BadSignature, ValueError):
        return None
    if name != order.name:
        return None
    return _Start([datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one for one in told], first)
