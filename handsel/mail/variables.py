"""What each mail can say: its variables, with their types, their meaning and a sample (MAI-3, safety L1).

Templates see texts only, written the way the reader's language writes money and dates: never a model, never an
object with a method.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from handsel.kernel.money import Money
from handsel.mail.template_language import Names

TEXT_LIMIT = 1_000
"""Characters of one value in a mail; longer ones end in an ellipsis."""


class Type(StrEnum):
    """What a variable holds before it is written out."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    COUNT = "count"
    LINK = "link"
    FLAG = "flag"


@dataclass(frozen=True)
class Variable:
    """One thing a template may print: `path` is how it is named there, `meaning` tells whoever edits it."""

    path: str
    type: Type
    meaning: str
    sample: Any
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """A list that a template may walk; each row has `columns`, whose paths are relative to the row."""

    path: str
    meaning: str
    columns: tuple[Variable, ...]
    samples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Manner:
    """How a reader is written to: a locale for money and dates, and the zone their moments are told in."""

    locale: str
    time_zone: str


def names_of(variables: Sequence[Variable | Table]) -> Names:
    """Return what a template with these `variables` may name."""
    return Names(
        values=frozenset(v.path for v in variables if isinstance(v, Variable)),
        lists={v.path: frozenset(c.path for c in v.columns) for v in variables if isinstance(v, Table)},
    )


def samples_of(variables: Sequence[Variable | Table]) -> dict[str, Any]:
    """Return values for a preview: the samples, nested as `written` takes them."""
    flat = {v.path: list(v.samples) if isinstance(v, Table) else v.sample for v in variables}
    return _nested(flat)


def written(variables: Sequence[Variable | Table], values: Mapping[str, Any], manner: Manner) -> dict[str, Any]:
    """Return `values` as texts, in plain nested dicts, ready for a template.

    An optional value that is missing or empty becomes None, so that `if` finds it false. Raises ValueError when
    a value is missing, is of the wrong type, or belongs to no variable: a mistake in the program.
    """
    given = _flat(values)
    unknown = given.keys() - {v.path for v in variables}
    if unknown:
        raise ValueError(f"no variables of this mail: {', '.join(sorted(unknown))}")
    flat: dict[str, Any] = {}
    for variable in variables:
        value = given.get(variable.path)
        if isinstance(variable, Table):
            flat[variable.path] = [_row(variable, row, manner) for row in value or ()]
        else:
            flat[variable.path] = _written(variable, value, manner)
    return _nested(flat)


def _row(table: Table, row: Mapping[str, Any], manner: Manner) -> dict[str, Any]:
    return {column.path: _written(column, row.get(column.path), manner) for column in table.columns}


def _written(variable: Variable, value: Any, manner: Manner) -> str | bool | None:
    if value is None or value == "":
        if variable.optional:
            return None
        raise ValueError(f"{variable.path} is missing")
    kind, write = _WRITERS[variable.type]
    if type(value) is not kind:
        raise ValueError(f"{variable.path} is {value!r}, not a {variable.type}")
    return write(value, manner)


def _text(value: str, _: Manner) -> str:
    return value if len(value) <= TEXT_LIMIT else value[: TEXT_LIMIT - 1] + "…"


def money_written(value: Money, locale: str) -> str:
    """Return an amount as a mail in this locale writes it."""
    return format_currency(value.decimal, value.currency, locale=locale)


def _money(value: Money, manner: Manner) -> str:
    return money_written(value, manner.locale)


def _day(value: date, manner: Manner) -> str:
    return format_date(value, "long", locale=manner.locale)


def _moment(value: datetime, manner: Manner) -> str:
    local = value.astimezone(ZoneInfo(manner.time_zone))
    return f"{_day(local.date(), manner)}, {format_datetime(local, 'HH:mm zzz', locale=manner.locale)}"


def _link(value: str, _: Manner) -> str:
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc:
        raise ValueError(f"{value!r} is no address of a page")
    return value


_WRITERS: dict[Type, tuple[type, Callable[[Any, Manner], str | bool]]] = {
    Type.TEXT: (str, _text),
    Type.MONEY: (Money, _money),
    Type.DAY: (date, _day),
    Type.MOMENT: (datetime, _moment),
    Type.COUNT: (int, lambda value, manner: format_decimal(value, locale=manner.locale)),
    Type.LINK: (str, _link),
    Type.FLAG: (bool, lambda value, _: value),
}


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{before}{name}.")
        else:
            flat[f"{before}{name}"] = value
    return flat


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        *groups, name = path.split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return nested
