"""Conditions that Django has no words for."""

from collections.abc import Sequence
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


def among(column: str, ids: Sequence[int]) -> Q:
    """Return the condition that `column` is one of `ids`."""
    return Q(AnyOf(F(column), Value("{" + ",".join(map(str, ids)) + "}")))
