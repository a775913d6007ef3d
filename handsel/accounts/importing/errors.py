"""Write files of what was refused: a line for each fault, or the rows themselves with their reasons (ACC-22)."""

import csv
from collections.abc import Iterable
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, TextIO

from handsel.accounts.import_models import Import, ImportedRow
from handsel.accounts.importing.fates import Decision, Fate

COLUMNS = ("line", "column", "reason", "value")
LONGEST_VALUE = 200


class ErrorFile:
    """A CSV file that a spreadsheet can open without running anything that stands in it."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(COLUMNS)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Write one row for each fault."""
        for decision in decisions:
            for fault in decision.faults:
                cells = (fault.column, fault.reason, fault.value[:LONGEST_VALUE])
                self._writer.writerow([decision.draft.line, *map(neutral, cells)])


def refused_rows(found: Import) -> IO[bytes]:
    """Return a CSV file with the refused rows of an import as they stood, each with its line and why it was refused.

    They can be mended there and imported again: the two columns in front are not taken for anything. The mark at its
    beginning tells Excel that it is UTF-8.
    """
    stream = TextIOWrapper(TemporaryFile(), encoding="utf-8-sig", newline="")  # noqa: SIM115 - whoever reads it closes it
    writer = csv.writer(stream)
    names: list[str] = found.heading.get("names", [])
    writer.writerow(map(neutral, ["Row", "What is wrong", *names]))
    for row in found.rows.filter(fate=Fate.REFUSED).order_by("line").iterator():
        writer.writerow([row.line, *map(neutral, [_reasons(row), *_cells(row, found.choices)])])
    stream.flush()
    stream.seek(0)
    return stream.detach()


def _reasons(row: ImportedRow) -> str:
    return " ".join(f"{column}: {reason}" if column else reason for column, _value, reason in row.faults)


def _cells(row: ImportedRow, choices: list[str]) -> list[str]:
    """Return the row as it stood; one that was refused in the run only, as far as it was taken."""
    if row.cells:
        return list(row.cells)
    return [row.told.get(choice.rpartition(":")[2], "") for choice in choices]


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
