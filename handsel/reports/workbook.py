"""A workbook for Excel, written row by row in flat memory (ACC-13; decision 0011).

Text is always typed as text, so that nothing is ever worked out as a formula (P8); what looks like one carries the
mark that Excel and LibreOffice give to text in an apostrophe, and stays text when somebody edits it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import chain, islice, repeat
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from handsel.kernel.money import Money, exponent
from handsel.reports import workbook_parts as parts

ROWS_PER_SHEET = 1_048_575
"""So many fit below the heading; more go on a second sheet."""
LONGEST = 32_767
"""UTF-16 units in one cell; a longer text is cut, since Excel would refuse the whole file."""
WIDEST = 60

Cells = list[str]
Encode = Callable[[Sequence[Any]], Cells]
"""Write the values of one column; each cell without its beginning, `<c r="B7`."""


@dataclass(frozen=True)
class Column:
    """A column under its `label`. `width` is in characters; 0 takes it from the first rows."""

    label: str
    encode: Encode
    width: int = 0


def write_workbook(
    target: IO[bytes],
    name: str,
    columns: Sequence[Column],
    batches: Iterable[Sequence[Sequence[Any]]],
    *,
    is_rtl: bool = False,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> int:
    """Write the rows of `batches`, each a value per column, into `target`, which can seek; return how many there were.

    `name` is what the sheet is called. Only one batch is in memory at a time.
    """
    rows = 0
    waiting = _Waiting(iter(batches))
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path, text in parts.FIXED.items():
            _add(archive, path, text)
        sheets: list[parts.Sheet] = []
        while waiting.has_more or not sheets:
            sheet = parts.Sheet(len(sheets) + 1, name, len(columns))
            sheet.rows = _write_sheet(archive, sheet, columns, waiting.take(rows_per_sheet), is_rtl=is_rtl)
            sheets.append(sheet)
            rows += sheet.rows
        for path, text in parts.closing(sheets).items():
            _add(archive, path, text)
    return rows


class _Waiting:
    """Batches, of which a sheet takes as many rows as it can."""

    def __init__(self, batches: Iterator[Sequence[Sequence[Any]]]) -> None:
        self._batches = batches
        self._next: Sequence[Sequence[Any]] = ()
        self._fill()

    @property
    def has_more(self) -> bool:
        return bool(self._next)

    def take(self, limit: int) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield batches of at most `limit` rows in all."""
        while self._next and limit:
            taken, self._next = self._next[:limit], self._next[limit:]
            limit -= len(taken)
            self._fill()
            yield taken

    def _fill(self) -> None:
        while not self._next:
            batch = next(self._batches, None)
            if batch is None:
                return
            self._next = batch


def _write_sheet(
    archive: ZipFile,
    sheet: parts.Sheet,
    columns: Sequence[Column],
    batches: Iterator[Sequence[Sequence[Any]]],
    *,
    is_rtl: bool,
) -> int:
    first = list(islice(batches, 1))
    widths = [column.width or _width(column, first[0] if first else (), place) for place, column in enumerate(columns)]
    written = 0
    with archive.open(_entry(sheet.path), "w", force_zip64=True) as stream:
        stream.write(parts.sheet_head(widths, is_rtl=is_rtl, is_first=sheet.number == 1).encode())
        stream.write(_heading([column.label for column in columns]).encode())
        for batch in chain(first, batches):
            stream.write(_rows(columns, batch, written + 2).encode())
            written += len(batch)
        stream.write(parts.sheet_foot(len(columns), written + 1).encode())
    return written


def _rows(columns: Sequence[Column], batch: Sequence[Sequence[Any]], number: int) -> str:
    """Return the XML of the rows of `batch`, the first of which is row `number`."""
    numbers = [str(place) for place in range(number, number + len(batch))]
    pieces: list[Iterable[str]] = [repeat('<row r="'), numbers, repeat('">')]
    for place, (column, values) in enumerate(zip(columns, zip(*batch, strict=True), strict=True)):
        pieces += [repeat(f'<c r="{parts.letters(place)}'), numbers, column.encode(values)]
    return "".join(chain.from_iterable(zip(*pieces, repeat("</row>"), strict=False)))


def _heading(labels: Sequence[str]) -> str:
    cells = (
        f'<c r="{parts.letters(place)}1" s="{parts.HEADING}" t="inlineStr"><is>{_run(label)}</is></c>'
        for place, label in enumerate(labels)
    )
    return f'<row r="1">{"".join(cells)}</row>'


def _width(column: Column, rows: Sequence[Sequence[Any]], place: int) -> int:
    longest = max((len(str(row[place] or "")) for row in rows), default=0)
    return min(max(longest, len(column.label)), WIDEST) + 3


def _entry(path: str) -> ZipInfo:
    """Return the entry of a file; without a time of its own, so that the same rows make the same file."""
    entry = ZipInfo(path)
    entry.compress_type = ZIP_DEFLATED
    entry._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - ZipInfo has no public one before Python 3.13
    return entry


def _add(archive: ZipFile, path: str, text: str) -> None:
    archive.writestr(_entry(path), text.encode())


# What a cell holds.

_EMPTY = '"/>'
_AWKWARD = re.compile(r"[&<>\x00-\x08\x0b-\x1f_\ufffe\uffff]|^\s|\s$|\n")
_RISKY = frozenset("=+-@\t\r")
"""What a text may not begin with, lest a program takes it for a formula (P8)."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def texts(values: Sequence[str | None]) -> Cells:
    """Write text as it is, whatever it looks like; None and "" leave the cell empty."""
    return [_text(value) if value else _EMPTY for value in values]


def _text(value: str) -> str:
    if value[0] in _RISKY:
        return f'" s="{parts.NEUTRAL}" t="inlineStr"><is>{_run(value)}</is></c>'
    if len(value) * 2 > LONGEST or _AWKWARD.search(value):
        return f'" t="inlineStr"><is>{_run(value)}</is></c>'
    return f'" t="inlineStr"><is><t>{value}</t></is></c>'


def _run(value: str) -> str:
    """Return `value` as XML, with Excel's own way of writing what XML cannot hold."""
    if len(value) * 2 > LONGEST:
        value = _cut(value)
    value = _LOOKS_ESCAPED.sub("_x005F_", value)
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
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


def amounts(values: Sequence[Money | None]) -> Cells:
    """Write amounts as numbers with the decimals of their currency, whose code stands in a column of its own."""
    return [_EMPTY if value is None else _amount(value.minor, value.currency) for value in values]


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
    """Return how values of a short list are written: each as `told` says, in the reader's language."""
    cells = {value: _text(text) if text else _EMPTY for value, text in told.items()}
    return lambda values: [cells.get(value, _EMPTY) for value in values]


def typed(zone: tzinfo) -> Encode:
    """Return how values of whatever type are written, each as its own; a column is of one type as a rule."""
    yes_or_no = words({True: _("Yes"), False: _("No")})
    encoders: dict[type, Encode] = {
        str: texts, int: wholes, bool: yes_or_no, Money: amounts, date: days, datetime: moments(zone)
    }  # fmt: skip

    def encode(values: Sequence[Any]) -> Cells:
        kinds = {type(value) for value in values} - {type(None)}
        if not kinds:
            return [_EMPTY] * len(values)
        if len(kinds) > 1:
            return [cell for value in values for cell in encode([value])]
        kind = kinds.pop()
        return encoders[kind](values) if kind in encoders else texts([str(value) for value in values])

    return encode
