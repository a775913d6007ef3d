"""Add the columns of a second file to each row, joined by the one column that both files have (ACC-22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handsel.accounts.importing.columns import plain
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.reading import open_table
from handsel.accounts.importing.unreadable import Unreadable

LIMITS = Limits(rows=200_000)


@dataclass(frozen=True)
class Lookup:
    """What a second file knows: `key` is the name of the shared column, `names` are those of the columns it adds.

    `place` is where the key stands in the rows of the first file.
    """

    file: str
    key: str
    place: int
    names: list[str]
    known: dict[str, list[str]]

    def extend(self, cells: list[str]) -> tuple[list[str], str]:
        """Return the cells with those of the second file behind them, and what is wrong with the key, if anything."""
        key = cells[self.place].strip()
        found = self.known.get(_as_key(key))
        if found is not None:
            return cells + found, ""
        return cells + [""] * len(self.names), f"{key!r} does not stand in {self.file}." if key else ""


def read_lookup(path: Path, names: Sequence[str]) -> Lookup:
    """Read the file at `path`, to be joined with a table whose columns are called `names`.

    Raises Unreadable when the files share no column, or more than one, or when a key stands twice with other values.
    """
    with open_table(path, limits=LIMITS) as table:
        ours = {plain(name): place for place, name in enumerate(names) if plain(name)}
        theirs = [plain(name) for name in table.heading.names]
        shared = [place for place, name in enumerate(theirs) if name in ours]
        key = _the_one(shared, table.heading.names, path.name)
        known: dict[str, list[str]] = {}
        width = len(theirs)
        for row in table.rows:
            cells = (row.cells + [""] * width)[:width]
            added = cells[:key] + cells[key + 1 :]
            if known.setdefault(_as_key(cells[key].strip()), added) != added:
                name = table.heading.names[key]
                raise Unreadable(
                    f"{path.name} has two different rows with the {name} {cells[key]!r} (line {row.line})."
                )
        added_names = table.heading.names[:key] + table.heading.names[key + 1 :]
        return Lookup(path.name, table.heading.names[key], ours[theirs[key]], added_names, known)


def _the_one(shared: list[int], names: list[str], file: str) -> int:
    if not shared:
        raise Unreadable(f"{file} shares no column with the file to import, so nothing can be looked up in it.")
    if len(shared) > 1:
        listed = ", ".join(names[place] for place in shared)
        raise Unreadable(f"{file} shares several columns ({listed}); leave only the one to look up by in it.")
    return shared[0]


def _as_key(text: str) -> str:
    """Let `26` and `26.0` be the same key: programs write whole numbers either way."""
    whole, point, rest = text.partition(".")
    return whole if point and not rest.strip("0") and whole.lstrip("-").isdigit() else text
