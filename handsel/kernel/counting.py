"""Count many things on the way to the database once: what a page shows beside its rows (ORD-5, REP-1)."""

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Key = TypeVar("Key", bound=Hashable)


def counts_up_to(found: Mapping[Key, tuple[QuerySet[Any, Any], int]]) -> dict[Key, int]:
    """Return how many rows each of `found` has, none of them counted further than the number beside it. One query."""
    counts = dict.fromkeys(found, 0)
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
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            counts |= zip(asked, cursor.fetchone(), strict=True)
    return counts
