"""Call the functions that live in PostgreSQL and read their rows."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from psycopg.rows import dict_row

M = TypeVar("M", bound=Model)


def call_function(name: str, *arguments: Any) -> list[dict[str, Any]]:
    """Return the rows of `SELECT * FROM name(arguments)` as dicts. `name` is a literal of the program, never input."""
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no function name")
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.cursor.row_factory = dict_row
        cursor.execute(f"SELECT * FROM {name}({marks})", arguments)  # noqa: S608 - an identifier of the program
        found: list[dict[str, Any]] = cursor.fetchall()
        return found


def call_for_rows(model: type[M], name: str, *arguments: Any) -> list[M]:
    """Return the rows of `SELECT * FROM name(arguments)`, which are whole rows of the table of `model`."""
    columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's own way
    rows = call_function(name, *arguments)
    return [model.from_db(DEFAULT_DB_ALIAS, [*columns], [row[one] for one in columns.values()]) for row in rows]


def array_text(numbers: Iterable[int]) -> str:
    """Return `numbers` as PostgreSQL reads an array of them."""
    return "{" + ",".join(map(str, numbers)) + "}"


def column_text(values: Iterable[object]) -> str:
    """Return numbers, codes, moments or nothing as PostgreSQL reads an array of them."""
    return "{" + ",".join("NULL" if value is None else f'"{value}"' for value in values) + "}"


def call_scalar(name: str, *arguments: Any) -> Any:
    """Return the one value of `SELECT name(arguments)`."""
    (row,) = call_function(name, *arguments)
    (value,) = row.values()
    return value
