"""Keep what became of each row of an import: on the list, in the file of errors, and for undoing it (ACC-22)."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from handsel.accounts.import_models import Import, ImportedRow
from handsel.accounts.importing.columns import is_password
from handsel.accounts.importing.drafts import FIELDS, Draft
from handsel.accounts.importing.fates import Decision, Fate, Known, Seen
from handsel.accounts.importing.writing import Written, told_changes
from handsel.kernel.operation import step

LONGEST_CELL = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
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
        # One text for all: lists of values would take longer to be written than the rows.
        cursor.execute(_UPSERT, [source.seller_id, source.pk, json.dumps(rows)])
    count_fates(source, [decision.fate.value for decision in decisions])
    source.position = decisions[-1].draft.line


def count_fates(source: Import, fates: Iterable[str]) -> None:
    """Count rows with these fates in `source`, which is not saved."""
    counts = Counter(source.counts)
    counts.update(fates)
    source.counts = dict(counts)


def _row(decision: Decision, written: Written | None, hidden: set[int]) -> dict[str, Any]:
    draft, known = decision.draft, decision.known
    row: dict[str, Any] = {
        "line": draft.line,
        "fate": decision.fate.value,
        "name": draft.name[:200],
        "told": {field: value for field, value in draft.fields.items() if value},
        "faults": [[storable(part) for part in fault] for fault in decision.faults],
        "changes": told_changes(decision),
        "same_as": decision.same_as,
        "account_id": known.id if known else None,
    }
    if written:
        row |= {"account_id": written.account_id, "version_before": written.before, "version_after": written.after}
    if decision.fate is Fate.REFUSED and draft.cells:
        row["cells"] = ["" if place in hidden else storable(cell) for place, cell in enumerate(draft.cells)]
    return row


def storable(text: str) -> str:
    """Return as much of `text` as is kept, without the few characters that no database takes."""
    return _UNSTORABLE.sub("", text[:LONGEST_CELL])


def drafts_of(rows: Sequence[ImportedRow]) -> list[Draft]:
    """Return what rows told when they were read, to be decided anew."""
    return [Draft(row.line, {field: row.told.get(field, "") for field in FIELDS}) for row in rows]


def seen_before(source: Import) -> Seen:
    """Return what the rows up to the position of `source` were about, so that a check goes on where it was."""
    seen = Seen()
    for row in _taken(source):
        known = Known(row.account_id, source.kind, {}) if row.account_id else None
        (draft,) = drafts_of([row])
        seen.remember([Decision(draft, Fate(row.fate), known=known, same_as=row.same_as)])
    return seen


def _taken(source: Import) -> Iterator[ImportedRow]:
    taken = source.rows.exclude(fate=Fate.REFUSED).order_by("line")
    return taken.only("line", "fate", "told", "account_id", "same_as", "seller_id", "source_id").iterator()


_COLUMNS = "line, fate, name, told, faults, changes, same_as, cells, account_id, version_before, version_after"
_UPSERT = f"""
    INSERT INTO accounts_importedrow (seller_id, source_id, kept, {_COLUMNS})
    SELECT %s, %s, '', {_COLUMNS}
      FROM jsonb_to_recordset(%s) AS row (
           line int, fate text, name text, told jsonb, faults jsonb, changes jsonb, same_as int, cells jsonb,
           account_id bigint, version_before int, version_after int)
    ON CONFLICT (seller_id, source_id, line) DO UPDATE SET fate = excluded.fate, faults = excluded.faults,
       changes = excluded.changes, account_id = excluded.account_id, version_before = excluded.version_before,
       version_after = excluded.version_after
"""  # noqa: S608 - the names of our own columns
