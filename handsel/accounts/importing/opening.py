"""Open a file for import: read its heading, match its columns, and turn its rows into drafts in batches (ACC-22)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from handsel.accounts.importing.choices import matching_from
from handsel.accounts.importing.drafts import MANDATORY, Draft, Drafting
from handsel.accounts.importing.limits import LIMITS, Limits
from handsel.accounts.importing.lookups import read_lookup
from handsel.accounts.importing.matching import Matching, match_columns
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.reading import Heading, Table, open_table

BATCH_ROWS = 500
"""Rows per transaction: readers of the timeline wait for the oldest writer, so none may write long."""

_NOTHING_GIVEN = Given()


@dataclass(frozen=True)
class Opened:
    """A file that can be imported: how it was understood, and its rows, which can be gone through once."""

    table: Table
    drafting: Drafting

    @property
    def heading(self) -> Heading:
        return self.table.heading

    @property
    def matching(self) -> Matching:
        return self.drafting.matching

    def batches(self) -> Iterator[list[Draft]]:
        """Yield the drafts of the rows, at most `BATCH_ROWS` at a time.

        Raises Unreadable when the file turns out not to be readable to its end.
        """
        drafts = map(self.drafting.draft, self.table.rows)
        while batch := list(islice(drafts, BATCH_ROWS)):
            yield batch


@contextmanager
def open_import(
    path: Path,
    *,
    lookup: Path | None = None,
    allow_missing: frozenset[str] = frozenset(),
    given: Given = _NOTHING_GIVEN,
    choices: Sequence[str] = (),
    limits: Limits = LIMITS,
) -> Iterator[Opened]:
    """Open the file at `path`; `lookup` is a second file whose columns are added to each row.

    `allow_missing` names fields of `MANDATORY` that a row may go without. `choices` says which field each column
    fills; without them it is found out.

    Raises Unreadable when one of the files holds no table, or no column with a name, or card numbers; Invalid when the
    choices do not fit.
    """
    with open_table(path, given, limits) as table:
        names = table.heading.names
        joined = read_lookup(lookup, names) if lookup else None
        all_names = [*names, *(joined.names if joined else ())]
        matching = matching_from(all_names, choices) if choices else match_columns(all_names)
        mandatory = [field for field in MANDATORY if field not in allow_missing]
        yield Opened(table, Drafting(matching, joined, mandatory))
