"""What a task keeps of accounts: whom it is for, what it changed, whom it left as they were and why (ACC-8).

Thousands at a time go to the database as one text each: as lists of values they would take longer than the work itself.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from handsel.kernel.database import array_text
from handsel.kernel.operation import step
from handsel.tasks.models import LONGEST_REASON, Task


@step
def keep_targets(task: Task, batches: Iterable[str]) -> None:
    """Fix whom `task` is for: the ids of each batch, written as an array of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tasks_target (seller_id, task_id, batch, account_ids)
            SELECT %s, %s, place - 1, ids::bigint[] FROM unnest(%s::text[]) WITH ORDINALITY AS given (ids, place)
            """,
            [task.seller_id, task.pk, list(batches)],
        )


@step
def keep_changes(task: Task, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep which accounts `task` changed, and what each had before; those that had the same in one row."""
    rows = [(task.seller_id, task.pk, array_text(sorted(ids)), before) for before, ids in _alike(changed).items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO tasks_change (seller_id, task_id, account_ids, before) VALUES (%s, %s, %s::bigint[], %s::jsonb)
            """,
            rows,
        )


@step
def keep_skips(task: Task, skipped: Mapping[int, str]) -> None:
    """Keep why accounts were left as they were."""
    if not skipped:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tasks_skip (seller_id, task_id, account_id, reason)
            SELECT %s, %s, account, reason
              FROM ROWS FROM (unnest(%s::bigint[]), unnest(%s::text[])) AS given (account, reason)
            ON CONFLICT DO NOTHING
            """,
            [task.seller_id, task.pk, array_text(skipped), [reason[:LONGEST_REASON] for reason in skipped.values()]],
        )


def _alike(changed: Mapping[int, Mapping[str, Any]]) -> dict[str, list[int]]:
    """Return the accounts that had the same before, by what that was."""
    texts: dict[int, str] = {}  # many accounts may share one and the same mapping
    alike: dict[str, list[int]] = {}
    for account_id, before in changed.items():
        text = texts.get(id(before)) or texts.setdefault(id(before), json.dumps(before, sort_keys=True))
        alike.setdefault(text, []).append(account_id)
    return alike
