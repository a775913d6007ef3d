"""Read delimited text: which delimiter, and rows one at a time, whatever is wrong with them (ACC-22)."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, TextIO

from handsel.accounts.importing.columns import recognised
from handsel.accounts.importing.limits import Limits

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE_LINES = 60


class RawRow(NamedTuple):
    """One row of a file: the line it starts in, its cells, and what is wrong with the row as a whole."""

    line: int
    cells: list[str]
    fault: str = ""


def choose_delimiter(sample: list[str]) -> str:
    """Return the delimiter under which the sample looks most like a table that we know.

    The most column names we recognise in one row decide; then the share of rows that are equally long; then the width.
    """
    return max(DELIMITERS, key=lambda delimiter: _likeness(sample, delimiter))


def _likeness(sample: list[str], delimiter: str) -> tuple[int, float, int]:
    try:
        rows = [row for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True) if any(row)]
    except csv.Error:
        return 0, 0.0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0, 0
    width, often = widths.most_common(1)[0]
    return max(recognised(row) for row in rows), often / len(rows), width


def sample_lines(stream: TextIO, limits: Limits) -> list[str]:
    """Return the first lines, at most `SAMPLE_LINES`, each cut at the longest cell allowed."""
    return list(islice(iter(lambda: stream.readline(limits.cell_characters), ""), SAMPLE_LINES))


class _Lines(Iterator[str]):
    """The lines of a stream, remembering whether its end was reached, or a line longer than `longest`."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self.ended = False
        self.too_long = False

    def __next__(self) -> str:
        line = self._stream.readline(self._longest)
        self.ended = not line
        self.too_long = len(line) >= self._longest
        if self.ended or self.too_long:
            raise StopIteration
        return line


def delimited_rows(stream: TextIO, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    """Yield each row with the line it starts in, skipping empty ones.

    A row that cannot be told from what follows (a quote never closed, a cell without end) is yielded with its fault,
    and nothing after it: the rest would be guesswork.
    """
    csv.field_size_limit(limits.cell_characters)
    lines = _Lines(stream, limits.cell_characters * 10)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            lines.too_long = True
        if lines.too_long:
            yield RawRow(line, [], _endless(line, limits))
            return
        if cells is None:
            return
        if lines.ended:
            fault = f"The quote opened in line {line} is never closed; nothing after it could be read."
            yield RawRow(line, cells[:1], fault)
            return
        if any(cells):
            yield RawRow(line, cells)


def _endless(line: int, limits: Limits) -> str:
    return (
        f"What begins in line {line} does not end: a cell may have {limits.cell_characters:,} characters, a line ten "
        "times as many. Perhaps a quote is never closed. Nothing after it could be read."
    )
