"""Write the file of what was refused: line, column, reason, value (ACC-22)."""

import csv
from collections.abc import Iterable
from typing import TextIO

from handsel.accounts.importing.fates import Decision

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


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
