"""The child process that opens a stranger's file, within limits of memory and time, and says its rows (ACC-22).

It is started by `reading.py`, has no settings, no database and no secrets in its environment, and writes one JSON value
a line: first the heading, then batches of rows, at last how many there were. A refusal takes the place of what follows.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from handsel.accounts.importing import camt, delimited, encoding, heading
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.unreadable import Unreadable

BATCH_ROWS = 500
BATCH_CHARACTERS = 2**20
NO_HEADING = -1
TOP_ROWS, TOP_CELLS, TOP_CHARACTERS = 12, 8, 40


@dataclass(frozen=True)
class Given:
    """What a person knows better than we find out; empty means: find out.

    A `heading_line` of `NO_HEADING` says that the file begins with its rows.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_line: int = 0


def parse(path: Path, given: Given, limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield what is said about the file: `{"heading": …}`, then `{"rows": …}` any number of times, then `{"end": n}`.

    The heading comes with the `top` of the file, a few rows cut short, so that a person can see which it is.

    Raises Unreadable when the file holds no table.
    """
    found, rows = _open(path, given, limits)
    rows = map(_keepable, rows)
    first = list(islice(rows, heading.WITHIN))
    if not first or not any(cell.strip() for row in first for cell in row.cells):
        raise Unreadable("The file is empty.")
    names, line, below = _heading(first, given)
    if len(names) > limits.columns:
        raise Unreadable(f"The file has {len(names):,} columns, more than the {limits.columns:,} allowed.")
    yield {"heading": {"names": names, "line": line, "top": _top(first), **found}}
    repeated = [cell.strip() for cell in first[below - 1].cells] if line else []
    count = 0
    for batch in _batches(_checked(chain(first[below:], rows), repeated, limits)):
        count += len(batch)
        yield {"rows": batch}
    yield {"end": count}


def _keepable(row: RawRow) -> RawRow:
    """Return the row without NUL, which no database keeps."""
    return row._replace(cells=[cell.replace("\0", "") for cell in row.cells]) if "\0" in "".join(row.cells) else row


def _heading(first: list[RawRow], given: Given) -> tuple[list[str], int, int]:
    """Return the columns' names, the line they stand in (0: in none), and how many of the first rows are above."""
    if given.heading_line == NO_HEADING:
        return [f"Column {number}" for number in range(1, max(len(row.cells) for row in first) + 1)], 0, 0
    at = heading.find_heading(first, given.heading_line)
    if first[at].fault:
        raise Unreadable(first[at].fault)
    return heading.clean_names(first[at].cells), first[at].line, at + 1


def _top(first: list[RawRow]) -> list[tuple[int, list[str]]]:
    return [(row.line, [cell[:TOP_CHARACTERS] for cell in row.cells[:TOP_CELLS]]) for row in first[:TOP_ROWS]]


def _open(path: Path, given: Given, limits: Limits) -> tuple[dict[str, Any], Iterator[RawRow]]:
    if encoding.first_bytes(path).startswith(encoding.WORKBOOKS):
        from handsel.accounts.importing import workbook  # noqa: PLC0415 - the library is loaded for workbooks only

        book = workbook.open_workbook(path, limits)
        sheet = workbook.choose_sheet(book, given.sheet)
        return {"sheet": sheet, "sheets": book.sheet_names}, workbook.sheet_rows(book, sheet)
    is_statement = camt.is_statement(encoding.first_bytes(path))
    read_as = given.encoding or encoding.detect_encoding(path, limits, is_xml=is_statement)
    if is_statement:
        return {"encoding": read_as}, camt.statement_rows(path, read_as, limits)
    with encoding.open_text(path, read_as) as stream:
        delimiter = given.delimiter or delimited.choose_delimiter(delimited.sample_lines(stream, limits))
    return {"encoding": read_as, "delimiter": delimiter}, _text_rows(path, read_as, delimiter, limits)


def _text_rows(path: Path, read_as: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    with encoding.open_text(path, read_as) as stream:
        yield from delimited.delimited_rows(stream, delimiter, limits)


def _checked(rows: Iterator[RawRow], repeated: list[str], limits: Limits) -> Iterator[RawRow]:
    """Leave out the heading where it stands again (files put together from several), and stop at the limit."""
    for count, row in enumerate(rows):
        if count >= limits.rows:
            yield RawRow(row.line, [], f"The file has more than {limits.rows:,} rows; nothing from here on was read.")
            return
        if [cell.strip() for cell in row.cells] != repeated:
            yield row


def _batches(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    batch: list[RawRow] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(map(len, row.cells))
        if len(batch) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def request_for(path: Path, given: Given, limits: Limits) -> str:
    """Write what the child is to do, as its one argument."""
    return json.dumps({"path": str(path), "given": asdict(given), "limits": asdict(limits)})


def _limit_myself(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Parse the file named in the first argument, and say what was found on standard output."""
    request = json.loads(sys.argv[1])
    limits = Limits(**request["limits"])
    _limit_myself(limits)
    say = sys.stdout.write
    try:
        for message in parse(Path(request["path"]), Given(**request["given"]), limits):
            say(json.dumps(message) + "\n")
    except Unreadable as refusal:
        say(json.dumps({"refused": str(refusal)}) + "\n")
    except MemoryError:
        say('{"refused": "memory"}\n')
    except OSError as fault:
        say(json.dumps({"refused": f"The file cannot be read: {fault.strerror or fault}."}) + "\n")


if __name__ == "__main__":  # pragma: no cover - in the child only, where nothing is counted
    main()
