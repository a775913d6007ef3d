"""Conditions that Django has no words for."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Func):
    """Whether a column is one of many ids, which go to the database as one text."""

    conditional = True
    output_field = BooleanField()

    def as_sql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the column compared with an array."""
        (one, ones), (two, twos) = (compiler.compile(part) for part in self.get_source_expressions())
        return f"{one} = ANY ({two}::bigint[])", [*ones, *twos]


def among(column: str, ids: Iterable[int] | str) -> Q:
    """Return the condition that `column` is one of `ids`, which may be listed already."""
    return Q(AnyOf(F(column), Value(ids if isinstance(ids, str) else listed(ids))))


def listed(ids: Iterable[int]) -> str:
    """Return `ids` as the one text that they are in a statement."""
    return "{" + ",".join(map(str, ids)) + "}"
