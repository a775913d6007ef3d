"""Undo a whole import, exactly, while nothing else has touched its rows (ACC-22)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from handsel.accounts.import_models import Import, ImportState
from handsel.accounts.importing.fates import Fate
from handsel.accounts.importing.opening import BATCH_ROWS
from handsel.accounts.importing.uploads import locked_import
from handsel.accounts.importing.writing import write_fields
from handsel.accounts.models import Account
from handsel.accounts.rules import may_undo_import
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict
from handsel.tasks.asking import add_task
from handsel.tasks.models import Task
from handsel.tasks.running import Progress
from handsel.timeline.record import record, record_all

UNDO = "import_undo"
"""The kind of the task."""
NAMED = 20
"""So many of the accounts that keep an import from being undone are named."""
OF_IMPORTS = ["account.imported", "account.updated"]
"""Events of a new account that are seen by its version: a later import may have been undone already."""


@dataclass(frozen=True)
class Touched:
    """An account that something else happened to since the import; `event_id` is what happened to it last."""

    number: int
    name: str
    event_id: int | None


class ImportTouched(Conflict):
    """Something else happened to accounts of the import since; `touched` names the first of them."""

    code = "import_touched"

    def __init__(self, touched: Sequence[Touched]) -> None:
        named = ", ".join(f"{one.name} ({one.number})" for one in touched[:3])
        more = " and others" if len(touched) > 3 else ""  # noqa: PLR2004 - a sentence
        super().__init__(f"Something else happened since to {named}{more}, so the import cannot be undone.")
        self.touched = list(touched)


def find_touched(found: Import) -> list[Touched]:
    """Return accounts of the import, at most `NAMED`, that something else has touched since.

    An account that it changed must not have been edited since; to one that it added nothing at all may have happened:
    no order, no user, no note. Accounts that are in the bin already keep nobody from undoing the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [OF_IMPORTS, found.seller_id, found.pk, NAMED])
        return [Touched(*row) for row in cursor.fetchall()]


@operation
def start_undo(*, import_id: int, by: Actor, at: datetime) -> Import:
    """Have an import undone: what it added goes to the bin, what it changed gets its old values back.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn, ImportTouched, TooManyTasks.
    """
    found = locked_import(import_id, by, ImportState.DONE)
    may_undo_import(by, found).or_refuse()
    touched = find_touched(found)
    if touched:
        raise ImportTouched(touched)
    found.state, found.position = ImportState.UNDOING, 0
    found.task = add_task(UNDO, {"import": found.pk}, by=by, at=at, total=_written(found).count())
    found.save(update_fields=["state", "position", "task"])
    return found


@step
def undo_batch(task: Task, by: Actor, at: datetime) -> Progress:
    """Undo the next rows. What was touched since the undoing began stays as it is, and its row says why.

    Raises Forbidden, Import.DoesNotExist, ImportMovedOn.
    """
    found = locked_import(task.params["import"], by, ImportState.UNDOING)
    rows = _locked_rows(found)
    left = [row for row in rows if row["is_gone"] is False and row["is_touched"]]
    undone = [row for row in rows if row["is_gone"] is False and not row["is_touched"]]
    _remove([row for row in undone if row["fate"] == Fate.NEW], found, by, at)
    _restore([row for row in undone if row["fate"] == Fate.UPDATE], found, by, at)
    _set_versions(found, undone)
    found.rows.filter(line__in=[row["line"] for row in left]).update(kept=KEPT)
    found.position = rows[-1]["line"] if rows else found.position
    is_finished = len(rows) < BATCH_ROWS
    if is_finished:
        found.state = ImportState.UNDONE
        record("import.undone", subject=found, account_id=found.seller_id, by=by, at=at, file=found.file_name)
    found.save(update_fields=["state", "position"])
    skipped = {row["account_id"]: KEPT for row in left}
    return Progress(done=len(rows) - len(left), skipped=skipped, is_finished=is_finished)


KEPT = "It was changed while the import was being undone."


def _written(found: Import) -> Any:
    return found.rows.filter(fate__in=[Fate.NEW, Fate.UPDATE], account_id__isnull=False)


def _locked_rows(found: Import) -> list[dict[str, Any]]:
    # No order of theirs is placed between the look at what happened to them and the bin.
    call_scalar("accounts_lock_standing", found.seller_id)
    ids = _written(found).filter(line__gt=found.position).order_by("line").values("account_id")[:BATCH_ROWS]
    list(Account.objects.sold_to_by(found.seller_id).filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [OF_IMPORTS, found.seller_id, found.pk, found.position, BATCH_ROWS])
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"changes": json.loads(row["changes"])} for row in rows]


@step
def _remove(rows: Sequence[dict[str, Any]], found: Import, by: Actor, at: datetime) -> None:
    if not rows:
        return
    ids = [row["account_id"] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_TO_BIN, [at, found.seller_id, ids])
    data = {"import": found.pk, "file": found.file_name, "undone": True}
    record_all("account.deleted", [("account", pk, pk, data) for pk in ids], by=by, at=at)


@step
def _restore(rows: Sequence[dict[str, Any]], found: Import, by: Actor, at: datetime) -> None:
    if not rows:
        return
    before = {row["account_id"]: {field: told[0] for field, told in row["changes"].items()} for row in rows}
    write_fields(before, found.seller_id)
    facts = [
        (
            "account",
            row["account_id"],
            row["account_id"],
            {
                "changes": {field: told[::-1] for field, told in row["changes"].items()},
                "import": found.pk,
                "file": found.file_name,
                "undone": True,
            },
        )
        for row in rows
    ]
    record_all("account.updated", facts, by=by, at=at)


@step
def _set_versions(found: Import, rows: Sequence[dict[str, Any]]) -> None:
    """Let an earlier import of the same accounts be undone next: they stand again as it left them."""
    changed = [row for row in rows if row["fate"] == Fate.UPDATE]
    if changed:
        columns = [[row[name] for row in changed] for name in ("account_id", "version_before", "version_after")]
        with connection.cursor() as cursor:
            cursor.execute(_VERSIONS, [*columns, found.seller_id, found.pk])


_IS_TOUCHED = """
    a.version <> r.version_after OR r.fate = 'new' AND EXISTS (
        SELECT FROM timeline_event e WHERE e.seller_id = r.seller_id AND e.account_id = r.account_id
                                       AND e.name <> ALL (own.names))
"""
_TOUCHED = f"""
    SELECT a.number, a.name, last.id
      FROM (SELECT %s::text[] AS names) own, accounts_importedrow r
      JOIN accounts_account a ON a.seller_id = r.seller_id AND a.id = r.account_id AND a.deleted_at IS NULL
      LEFT JOIN LATERAL (
        SELECT e.id FROM timeline_event e
         WHERE e.seller_id = r.seller_id AND e.account_id = r.account_id ORDER BY e.id DESC LIMIT 1) last ON true
     WHERE r.seller_id = %s AND r.source_id = %s AND r.fate IN ('new', 'update') AND ({_IS_TOUCHED})
     ORDER BY r.line LIMIT %s
"""  # noqa: S608 - a text of ours
_ROWS = f"""
    SELECT r.line, r.fate, r.account_id, r.changes, r.version_before, r.version_after,
           a.id IS NULL OR a.deleted_at IS NOT NULL AS is_gone, {_IS_TOUCHED} AS is_touched
      FROM (SELECT %s::text[] AS names) own, accounts_importedrow r
      LEFT JOIN accounts_account a ON a.seller_id = r.seller_id AND a.id = r.account_id
     WHERE r.seller_id = %s AND r.source_id = %s AND r.fate IN ('new', 'update') AND r.line > %s
     ORDER BY r.line LIMIT %s
"""  # noqa: S608 - a text of ours
_TO_BIN = """
    UPDATE accounts_account SET deleted_at = %s, version = version + 1 WHERE seller_id = %s AND id = ANY (%s)
"""
_VERSIONS = """
    UPDATE accounts_importedrow r SET version_after = now.after + 1
      FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS now (account_id, before, after)
     WHERE r.seller_id = %s AND r.source_id < %s AND r.account_id = now.account_id AND r.version_after = now.before
"""
