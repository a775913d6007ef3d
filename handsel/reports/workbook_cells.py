"""What stands in the cells of a workbook: text that is never a formula, numbers, amounts, days and moments (P8)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from handsel.kernel.money import Money, exponent
from handsel.reports import workbook_parts as parts

LONGEST = 32_767
"""UTF-16 units in one cell; a longer text is cut, since Excel would refuse the whole file."""

Cells = list[str]
Encode = Callable[[Sequence[Any]], Cells]
"""Write the values of one column; each cell without its beginning, `<c r="B7`."""

_EMPTY = '"/>'
_TEXT = '" t="inlineStr"><is><t>'
_NEUTRAL = f'" s="{parts.NEUTRAL}" t="inlineStr"><is><t>'
_END = "</t></is></c>"
_RISKY = frozenset("=+-@\t\r")
"""What a text may not begin with, lest a program takes it for a formula (P8)."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def texts(values: Sequence[str | None]) -> Cells:
    """Write text as it is, whatever it looks like; None and "" leave the cell empty."""
    filled = [value or "" for value in values]
    line = "|".join(filled)
    if _is_awkward(line) or max(map(len, filled), default=0) * 2 > LONGEST:
        return [_text(value) if value else _EMPTY for value in filled]
    if "&" in line or "<" in line or ">" in line:
        filled = [_escaped(value) for value in filled]
    return [f"{_NEUTRAL if value[0] in _RISKY else _TEXT}{value}{_END}" if value else _EMPTY for value in filled]


def _is_awkward(line: str) -> bool:
    """Whether one of the values in `line`, with “|” between them, may need more than the escapes of XML."""
    return not line.isprintable() or "_x" in line or " |" in line or "| " in line or " " in line[:1] + line[-1:]


def _text(value: str) -> str:
    style = f' s="{parts.NEUTRAL}"' if value[0] in _RISKY else ""
    return f'"{style} t="inlineStr"><is>{run(value)}</is></c>'


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(value: str) -> str:
    """Return `value` as XML, with Excel's own way of writing what XML cannot hold."""
    if len(value) * 2 > LONGEST:
        value = _cut(value)
    value = _LOOKS_ESCAPED.sub("_x005F_", value)
    value = _escaped(value)
    value = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f"<t{keep}>{value}</t>"


def _cut(value: str) -> str:
    units = value.encode("utf-16-le", "surrogatepass")
    if len(units) <= LONGEST * 2:
        return value
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def wholes(values: Sequence[int | None]) -> Cells:
    """Write whole numbers such as counts and account numbers."""
    return [_EMPTY if value is None else f'"><v>{value}</v></c>' for value in values]


def decimals(values: Sequence[Decimal | None]) -> Cells:
    """Write numbers with whatever decimals they have, such as percentages."""
    return [_EMPTY if value is None else f'"><v>{value:f}</v></c>' for value in values]


def amounts(values: Sequence[Money | None]) -> Cells:
    """Write amounts as numbers with the decimals of their currency, whose code stands in a column of its own."""
    return [_EMPTY if value is None else _amount(value.minor, value.currency) for value in values]


@lru_cache(maxsize=4096)
def _amount(minor: int, currency: str) -> str:
    decimals = exponent(currency)
    if not decimals:
        return f'" s="{parts.AMOUNTS[0]}"><v>{minor}</v></c>'
    sign = "-" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 10**decimals)
    return f'" s="{parts.AMOUNTS[decimals]}"><v>{sign}{whole}.{rest:0{decimals}}</v></c>'


def currencies(values: Sequence[Money | None]) -> Cells:
    """Write the currency of each amount."""
    return texts([None if value is None else value.currency for value in values])


_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST = date(1900, 3, 1).toordinal() - _DAY_ZERO
"""Before this day Excel and the calendar disagree: such a day is written as text."""


def days(values: Sequence[date | None]) -> Cells:
    """Write days as days."""
    return [_EMPTY if value is None else _day(value) for value in values]


def _day(value: date) -> str:
    serial = value.toordinal() - _DAY_ZERO
    return f'" s="{parts.DAY}"><v>{serial}</v></c>' if serial >= _FIRST else _text(value.isoformat())


def moments(zone: tzinfo) -> Encode:
    """Return how moments are written: day and time as the clocks of `zone` show them."""

    def encode(values: Sequence[datetime | None]) -> Cells:
        return [_EMPTY if value is None else _moment(value.astimezone(zone)) for value in values]

    return encode


def _moment(local: datetime) -> str:
    serial = local.toordinal() - _DAY_ZERO
    if serial < _FIRST:
        return _text(local.isoformat(" ", "seconds"))
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return f'" s="{parts.MOMENT}"><v>{serial + seconds / 86400!r}</v></c>'


def words(told: Mapping[Any, str]) -> Encode:
    """Return how values of a short list are written: as `told` says, in the reader's language; others as text."""
    cells = {None: _EMPTY} | {value: _text(text) for value, text in told.items()}
    return lambda values: [cells[value] if value in cells else _text(str(value) or " ") for value in values]


def typed(zone: tzinfo) -> Encode:
    """Return how values of whatever type are written, each as its own; a column is of one type as a rule."""
    yes_or_no = words({True: _("Yes"), False: _("No")})
    encoders: dict[type, Encode] = {
        str: texts, int: wholes, bool: yes_or_no, Money: amounts, date: days, datetime: moments(zone)
    }  # fmt: skip

    def encode(values: Sequence[Any]) -> Cells:
        kinds = set(map(type, values)) - {type(None)}
        if not kinds:
            return [_EMPTY] * len(values)
        if len(kinds) > 1:
            return [cell for value in values for cell in encode([value])]
        kind = kinds.pop()
        return encoders[kind](values) if kind in encoders else texts([str(value) for value in values])

    return encode
