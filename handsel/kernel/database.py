"""Call the functions that live in PostgreSQL and read their rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def call_function(name: str, *arguments: Any) -> list[dict[str, Any]]:
    """Return the rows of `SELECT * FROM name(arguments)` as dicts. `name` is a literal of the program, never input."""
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no function name")
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}({marks})", arguments)  # noqa: S608 - an identifier of the program
        columns: Sequence[str] = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def array_text(numbers: Iterable[int]) -> str:
    """Return `numbers` as PostgreSQL reads an array of them."""
    return "{" + ",".join(map(str, numbers)) + "}"


def call_scalar(name: str, *arguments: Any) -> Any:
    """Return the one value of `SELECT name(arguments)`."""
    (row,) = call_function(name, *arguments)
    (value,) = row.values()
    return value
