"""Find the row with the columns' names, below whatever titles stand above it (ACC-22)."""

from collections import Counter
from collections.abc import Sequence

from handsel.accounts.importing.columns import recognised
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.unreadable import Unreadable

WITHIN = 30
"""The heading is looked for in so many rows."""


def find_heading(rows: Sequence[RawRow], wanted_line: int = 0) -> int:
    """Return the index of the heading among the first rows of a file.

    It is the row in line `wanted_line` if one is named; else the one with the most names that we know, if there are
    two; else the first row that is about as wide as the rows usually are, because a title above a table is narrow.

    Raises Unreadable when no row begins in the wanted line.
    """
    if wanted_line:
        for index, row in enumerate(rows):
            if row.line == wanted_line:
                return index
        raise Unreadable(f"No row begins in line {wanted_line}, so it cannot be the heading.")
    known = [recognised(row.cells) for row in rows]
    if max(known) > 1:
        return known.index(max(known))
    return _first_wide_row(rows)


def _first_wide_row(rows: Sequence[RawRow]) -> int:
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in rows]
    usual, _ = Counter(count for count in filled if count).most_common(1)[0]
    return next(index for index, count in enumerate(filled) if count * 2 >= usual and count)


def clean_names(cells: Sequence[str]) -> list[str]:
    """Return the columns' names on one line each, without the empty columns at the end."""
    names = [" ".join("".join(c if c.isprintable() else " " for c in cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names
