"""Statements that run all the time: compiled once by the ORM, and planned once by each connection's server process."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from psycopg import Cursor
from psycopg._queries import PostgresQuery

M = TypeVar("M", bound=Model)

_MARK = 7_000_000_000_000_000_000
"""Stands for an id while a query is compiled; none is as large."""
_TOO_LARGE = 2**63


class _PreparedCursor(Cursor[Any]):
    """A cursor that sends values beside the statement, which the server keeps under a name."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PreparedCursor":
        return super().execute(query, params, prepare=True, **options)

    def _send_query_prepared(self, name: bytes, pgq: PostgresQuery, *, binary: bool | None = None) -> None:
        # Where Django looks for what was executed, for the log of queries.
        self._query = pgq
        super()._send_query_prepared(name, pgq, binary=binary)


@contextmanager
def planned_once() -> Iterator[None]:
    """Have the server keep the plan of each statement that runs within, for when it comes again on this connection.

    For statements of fixed text in which the type of each value follows from where it stands. Not for LIKE, nor where
    the best plan depends on a value: after five times the server plans for any values.
    """
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, _PreparedCursor
    try:
        yield
    finally:
        raw.cursor_factory = usual


@dataclass(frozen=True)
class _Compiled(Generic[M]):
    sql: str
    params: tuple[Any, ...]
    model: type[M]
    names: list[str]
    converters: dict[int, tuple[list[Any], Any]]

    def values(self, ids: tuple[int, ...]) -> list[Any]:
        return [type(one)(ids[one - _MARK]) if _is_mark(one) else one for one in self.params]

    def row(self, found: tuple[Any, ...]) -> list[Any]:
        values = list(found)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return values


class Prepared(Generic[M]):
    """A query of rows by ids, such as `Prepared(lambda order_id: Line.objects.filter(order_id=order_id))`.

    `build` is called once, and all that varies afterwards are the ids that it takes.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build

    def all(self, *ids: int) -> list[M]:
        """Return the rows."""
        if any(not -_TOO_LARGE <= id_ < _TOO_LARGE for id_ in ids):
            return []
        made = self._compiled
        with planned_once(), connection.cursor() as cursor:
            cursor.execute(made.sql, made.values(ids))
            return [made.model.from_db(DEFAULT_DB_ALIAS, made.names, made.row(row)) for row in cursor.fetchall()]

    def first(self, *ids: int) -> M | None:
        """Return the first row, or None."""
        return next(iter(self.all(*ids)), None)

    def get(self, *ids: int) -> M:
        """Return the row. Raises DoesNotExist."""
        return self.first(*ids) or self._build(*ids).get()

    @cached_property
    def _compiled(self) -> _Compiled[M]:
        count = len(inspect.signature(self._build).parameters)
        found = self._build(*range(_MARK, _MARK + count))
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        names = [column.target.attname for column in columns]
        return _Compiled(sql, params, found.model, names, compiler.get_converters(columns))


def _is_mark(value: Any) -> bool:
    return isinstance(value, int) and value >= _MARK
