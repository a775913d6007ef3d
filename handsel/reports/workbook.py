"""A workbook for Excel, written row by row in flat memory (ACC-13; decision 0011).

Text is always typed as text, so that nothing is ever worked out as a formula (P8); what looks like one carries the
mark that Excel and LibreOffice give to text in an apostrophe, and stays text when somebody edits it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from handsel.reports import workbook_parts as parts
from handsel.reports.workbook_cells import Encode, run

ROWS_PER_SHEET = 1_048_575
"""So many fit below the heading; more go on a second sheet."""
WIDEST = 60

Batch = Sequence[Sequence[Any]]
"""Rows, column by column."""


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
    batches: Iterable[Batch],
    *,
    is_rtl: bool = False,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> int:
    """Write the rows of `batches`, the values of each column apart, into `target`, which can seek; return how many.

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

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self._next: Batch = ()
        self._fill()

    @property
    def has_more(self) -> bool:
        return bool(self._next)

    def take(self, limit: int) -> Iterator[Batch]:
        """Yield batches of at most `limit` rows in all."""
        while self._next and limit:
            taken = [values[:limit] for values in self._next]
            self._next = [values[limit:] for values in self._next]
            limit -= len(taken[0])
            self._fill()
            yield taken

    def _fill(self) -> None:
        """Have the next rows at hand; nothing when there are no more."""
        while not (self._next and self._next[0]):
            batch = next(self._batches, None)
            self._next = batch or ()
            if batch is None:
                return


def _write_sheet(
    archive: ZipFile,
    sheet: parts.Sheet,
    columns: Sequence[Column],
    batches: Iterator[Batch],
    *,
    is_rtl: bool,
) -> int:
    first = list(islice(batches, 1))
    widths = [_width(column, first[0][place] if first else ()) for place, column in enumerate(columns)]
    written = 0
    with archive.open(_entry(sheet.path), "w", force_zip64=True) as stream:
        stream.write(parts.sheet_head(widths, is_rtl=is_rtl, is_first=sheet.number == 1).encode())
        stream.write(_heading([column.label for column in columns]).encode())
        for batch in chain(first, batches):
            stream.write(_rows(columns, batch, written + 2).encode())
            written += len(batch[0])
        stream.write(parts.sheet_foot(len(columns), written + 1).encode())
    return written


def _rows(columns: Sequence[Column], batch: Batch, number: int) -> str:
    """Return the XML of the rows of `batch`, the first of which is row `number`."""
    numbers = [str(place) for place in range(number, number + len(batch[0]))]
    pieces: list[Iterable[str]] = [repeat('<row r="'), numbers, repeat('">')]
    for place, (column, values) in enumerate(zip(columns, batch, strict=True)):
        pieces += [repeat(f'<c r="{parts.letters(place)}'), numbers, column.encode(values)]
    return "".join(chain.from_iterable(zip(*pieces, repeat("</row>"), strict=False)))


def _heading(labels: Sequence[str]) -> str:
    cells = (
        f'<c r="{parts.letters(place)}1" s="{parts.HEADING}" t="inlineStr"><is>{run(label)}</is></c>'
        for place, label in enumerate(labels)
    )
    return f'<row r="1">{"".join(cells)}</row>'


def _width(column: Column, values: Sequence[Any]) -> int:
    longest = max((len(str(value or "")) for value in values), default=0)
    return column.width or min(max(longest, len(column.label)), WIDEST) + 3


def _entry(path: str) -> ZipInfo:
    """Return the entry of a file; without a time of its own, so that the same rows make the same file."""
    entry = ZipInfo(path)
    entry.compress_type = ZIP_DEFLATED
    entry._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - ZipInfo has no public one before Python 3.13
    return entry


def _add(archive: ZipFile, path: str, text: str) -> None:
    archive.writestr(_entry(path), text.encode())
