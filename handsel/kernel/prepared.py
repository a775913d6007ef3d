"""Statements that run all the time: compiled once by the ORM, and planned once by each connection's server process."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from psycopg import Cursor
from psycopg._queries import PostgresQuery

M = TypeVar("M", bound=Model)

Kind = Callable[[int], Any]
"""What stands for the value of a numbered parameter while a query is compiled, and is no such value."""


def ID(place: int) -> int:  # noqa: N802 - a kind
    return 7_000_000_000_000_000_000 + place


def NUMBER(place: int) -> int:  # noqa: N802 - a kind
    """For a column that is half as wide as an id."""
    return 2_000_000_000 + place


def MOMENT(place: int) -> datetime:  # noqa: N802 - a kind
    return datetime(9990, 1, 1, tzinfo=UTC) + timedelta(days=place)


def TEXT(place: int) -> str:  # noqa: N802 - a kind
    return f"\x02{place}\x03"


def IDS(place: int) -> str:  # noqa: N802 - a kind
    """For ids as `lookups.listed` writes them."""
    return TEXT(place)


_LIMITS: Mapping[Kind, int] = {ID: 2**63, NUMBER: 2**31}
"""No column of this kind holds a value so large."""


def marks_for(build: Callable[..., Any], kinds: Mapping[str, Kind]) -> list[Any]:
    """Return what stands for the value of each parameter of `build`."""
    return [kinds.get(name, ID)(place) for place, name in enumerate(inspect.signature(build).parameters)]


class Statement:
    """A compiled statement, of which values vary that `marks` stood for."""

    def __init__(self, sql: str, params: Sequence[Any], marks: Sequence[Any]) -> None:
        self.sql, self._params = sql, list(params)
        self._varying = [
            (place, marks.index(one), type(one) if isinstance(one, int) else None)
            for place, one in enumerate(params)
            if one in marks
        ]

    def with_values(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Return the statement and its parameters."""
        params = self._params.copy()
        for place, number, kind in self._varying:
            params[place] = kind(values[number]) if kind else values[number]
        return self.sql, params


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


class Compiled(Generic[M]):
    """A query of rows by what varies, such as `Compiled(lambda order_id: Line.objects.filter(order_id=order_id))`.

    `build` is called once, and all that varies afterwards are the values that it takes: ids, unless `kinds` names
    another kind by the name of a parameter, `at=MOMENT`. The server plans it for the values every time.
    """

    _running: Callable[[], AbstractContextManager[None]] = nullcontext

    def __init__(self, build: Callable[..., QuerySet[M]], **kinds: Kind) -> None:
        self._build = build
        self._kinds = kinds
        self._limits = [_LIMITS.get(kinds.get(name, ID)) for name in inspect.signature(build).parameters]

    def all(self, *values: Any) -> list[M]:
        """Return the rows."""
        if any(
            limit and one is not None and not -limit <= one < limit
            for limit, one in zip(self._limits, values, strict=True)
        ):
            return []
        kept, statement = self._compiled
        compiler = copy(kept)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: statement.with_values(values)
        with self._running():
            return list(ModelIterable(_Known(compiler)))  # type: ignore[arg-type]  # it reads no more of a query set

    def first(self, *values: Any) -> M | None:
        """Return the first row, or None."""
        return next(iter(self.all(*values)), None)

    def get(self, *values: Any) -> M:
        """Return the row. Raises DoesNotExist."""
        return self.first(*values) or self._build(*values).get()

    @cached_property
    def _compiled(self) -> tuple[Any, Statement]:
        marks = marks_for(self._build, self._kinds)
        compiler = self._build(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return compiler, Statement(sql, params, marks)


class Prepared(Compiled[M]):
    """A query that is planned once too: of rows found by keys, for which one plan is right whatever the values."""

    _running = staticmethod(planned_once)


class _Known:
    """A query whose statement is known, as Django reads rows of one."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, compiler: Any) -> None:
        self.query = self
        self.get_compiler = lambda using: compiler  # noqa: ARG005 - as Django calls it
