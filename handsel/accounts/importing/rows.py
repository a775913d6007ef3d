"""Keep what became of each row of an import: on the list, in the file of errors, and for undoing it (ACC-22)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from handsel.accounts.import_models import Import, ImportedRow
from handsel.accounts.importing.columns import is_password
from handsel.accounts.importing.drafts import FIELDS, Draft
from handsel.accounts.importing.fates import Decision, Fate, Known, Seen
from handsel.accounts.importing.writing import Written, told_changes
from handsel.kernel.operation import step

LONGEST_CELL = 2_000
NOTHING_WRITTEN: Mapping[int, Written] = {}


@step
def keep_rows(source: Import, decisions: Sequence[Decision], written: Mapping[int, Written] = NOTHING_WRITTEN) -> None:
    """Write a batch of rows down, or again, with their fates; and count them in `source`, which is not saved.

    `written` says by line which account a row went into.
    """
    if not decisions:
        return
    hidden = {place for place, name in enumerate(source.heading.get("names", ())) if is_password(name)}
    rows = [_row(decision, written.get(decision.draft.line), hidden) for decision in decisions]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [source.seller_id, source.pk, *(list(column) for column in zip(*rows, strict=True))])
    count_fates(source, [decision.fate.value for decision in decisions])
    source.position = decisions[-1].draft.line


def count_fates(source: Import, fates: Iterable[str]) -> None:
    """Count rows with these fates in `source`, which is not saved."""
    counts = Counter(source.counts)
    counts.update(fates)
    source.counts = dict(counts)


def _row(decision: Decision, written: Written | None, hidden: set[int]) -> tuple[Any, ...]:
    draft = decision.draft
    refused = decision.fate is Fate.REFUSED
    cells = ["" if place in hidden else cell[:LONGEST_CELL] for place, cell in enumerate(draft.cells)]
    account_id = written.account_id if written else decision.known.id if decision.known else None
    return (
        draft.line,
        decision.fate.value,
        draft.name[:200],
        Jsonb({field: value for field, value in draft.fields.items() if value}),
        Jsonb([tuple(fault) for fault in decision.faults]),
        Jsonb(told_changes(decision)),
        decision.same_as,
        Jsonb(cells) if refused else None,
        account_id,
        written.before if written else None,
        written.after if written else None,
    )


def drafts_of(rows: Sequence[ImportedRow]) -> list[Draft]:
    """Return what rows told when they were read, to be decided anew."""
    return [Draft(row.line, {field: row.told.get(field, "") for field in FIELDS}) for row in rows]


def seen_before(source: Import) -> Seen:
    """Return what the rows up to the position of `source` were about, so that a check goes on where it was."""
    seen = Seen()
    for row in _taken(source):
        known = Known(row.account_id, source.kind, {}) if row.account_id else None
        seen.remember([Decision(*drafts_of([row]), Fate(row.fate), known=known, same_as=row.same_as)])
    return seen


def _taken(source: Import) -> Iterator[ImportedRow]:
    taken = source.rows.exclude(fate=Fate.REFUSED).order_by("line")
    return taken.only("line", "fate", "told", "account_id", "same_as", "seller_id", "source_id").iterator()


_COLUMNS = "line, fate, name, told, faults, changes, same_as, cells, account_id, version_before, version_after"
_TYPES = ("int", "text", "text", "jsonb", "jsonb", "jsonb", "int", "jsonb", "bigint", "int", "int")
_UPSERT = f"""
    INSERT INTO accounts_importedrow (seller_id, source_id, kept, {_COLUMNS})
    SELECT %s, %s, '', {_COLUMNS} FROM unnest({", ".join(f"%s::{kind}[]" for kind in _TYPES)}) AS row ({_COLUMNS})
    ON CONFLICT (seller_id, source_id, line) DO UPDATE SET fate = excluded.fate, faults = excluded.faults,
       changes = excluded.changes, account_id = excluded.account_id, version_before = excluded.version_before,
       version_after = excluded.version_after
"""  # noqa: S608 - the names of our own columns
