"""Look into an uploaded file: how it is to be read, what stands in its columns, which fields they fill (ACC-22)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import default_storage

from handsel.accounts.importing.choices import guess_choices
from handsel.accounts.importing.cleaning import clean_text
from handsel.accounts.importing.columns import is_password
from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.reading import Heading, open_table

LIMITS = Limits(cpu_seconds=30, wait_seconds=30, columns=300)
"""A person waits for this."""
ROWS = 200
VALUES = 3
LONGEST = 60


@dataclass(frozen=True)
class Look:
    """What a file looks like: its heading, up to three values of each column, and the field that each seems to fill."""

    heading: dict[str, Any]
    samples: list[list[str]]
    choices: list[str]


def look_into(path: Path, given: Given) -> Look:
    """Return how the file at `path` is understood under what was `given`. Columns with passwords show nothing.

    Raises Unreadable when the file holds no table, or a column with card numbers.
    """
    with open_table(path, given, LIMITS) as table:
        names = table.heading.names
        guess_choices(names, [[]] * len(names))  # refuses card numbers before a value of them is looked at
        rows = list(islice(table.rows, ROWS))
    samples = [[] if is_password(name) else _values(rows, place) for place, name in enumerate(names)]
    return Look(_told(table.heading), samples, guess_choices(names, samples))


def _told(heading: Heading) -> dict[str, Any]:
    """Write the heading down, without what stands below a password's name."""
    hidden = {place for place, name in enumerate(heading.names) if is_password(name)}
    top = [
        (line, cells if line <= heading.line else ["" if place in hidden else cell for place, cell in enumerate(cells)])
        for line, cells in heading.top
    ]
    return asdict(heading) | {"top": top}


def _values(rows: Sequence[RawRow], place: int) -> list[str]:
    told = (clean_text(row.cells[place])[:LONGEST] for row in rows if place < len(row.cells))
    return list(dict.fromkeys(filter(None, told)))[:VALUES]


@contextmanager
def held_file(name: str) -> Iterator[Path]:
    """Have the file of that name in the store as a file on this machine, within the block."""
    path = _path_of(name)
    if path:
        yield path
        return
    with NamedTemporaryFile() as copy, default_storage.open(name) as stored:
        for chunk in stored.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _path_of(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None  # a store elsewhere
