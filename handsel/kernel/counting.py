"""Count many things on the way to the database once: what a page shows beside its rows (ORD-5, REP-1)."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from handsel.kernel.prepared import Kind, Statement, marks_for

Key = TypeVar("Key", bound=Hashable)


Counted = Mapping[Key, tuple[QuerySet[Any, Any], int]]
"""What is counted, and how far."""


def counts_up_to(found: Counted[Key]) -> dict[Key, int]:
    """Return how many rows each of `found` has, none of them counted further than the number beside it. One query."""
    asked, sql, values = _statement(found)
    return dict.fromkeys(found, 0) | _counts(asked, sql, values)


class CompiledCounts(Generic[Key]):
    """Counts of what is always the same but for the values that `build` takes; compiled once, as Compiled is."""

    def __init__(self, build: Callable[..., Counted[Key]], **kinds: Kind) -> None:
        self._build = build
        self._kinds = kinds

    def of(self, *values: Any) -> dict[Key, int]:
        """Return how many rows each has."""
        keys, asked, statement = self._compiled
        return dict.fromkeys(keys, 0) | _counts(asked, *statement.with_values(values))

    @cached_property
    def _compiled(self) -> tuple[list[Key], list[Key], Statement]:
        marks = marks_for(self._build, self._kinds)
        found = self._build(*marks)
        asked, sql, values = _statement(found)
        return list(found), asked, Statement(sql, values, marks)


def _statement(found: Counted[Key]) -> tuple[list[Key], str, list[Any]]:
    """Return what of `found` can have rows, and what counts them."""
    asked: list[Key] = []
    parts: list[str] = []
    values: list[Any] = []
    for key, (rows, most) in found.items():
        try:
            sql, own = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(key)
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - as Django wrote it
        values += own
    return asked, f"SELECT {', '.join(parts)}", values


def _counts(asked: list[Key], sql: str, values: list[Any]) -> dict[Key, int]:
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(zip(asked, cursor.fetchone(), strict=True))
