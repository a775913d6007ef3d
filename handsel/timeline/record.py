"""Write a fact on the timeline, in the transaction that makes it true."""

import json
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from handsel.kernel.database import array_text
from handsel.kernel.operation import step
from handsel.kernel.prepared import planned_once
from handsel.timeline.origin import Origin


class Author(Protocol):
    """Who did it. `user_id` is None for the system itself."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...

    @property
    def seller_id(self) -> int: ...

    @property
    def origin(self) -> Origin: ...


class Subject(Protocol):
    """What it happened to: a saved row of any model."""

    pk: Any


@step
def record(
    name: str,
    /,
    *,
    subject: Subject,
    account_id: int,
    by: Author,
    at: datetime,
    reason: str = "",
    behalf_id: int | None = None,
    **data: Any,
) -> None:
    """Record that `name` happened to `subject` at the seller of `by`; `account_id` is whom it concerns.

    `behalf_id` is the account in whose place `by` acted, where that is not its own. `data` must be plain JSON:
    numbers of minor units beside their currency, ids, texts.
    """
    kind = type(subject).__name__.lower()
    record_all(name, [(kind, subject.pk, account_id, data)], by=by, at=at, reason=reason, behalf_id=behalf_id)


@step
def record_all(
    name: str,
    facts: list[tuple[str, int, int, dict[str, Any]]],
    *,
    by: Author,
    at: datetime,
    reason: str = "",
    behalf_id: int | None = None,
) -> None:
    """Record the same event for many subjects in one statement; a fact is (kind, id, account id, data)."""
    kinds, ids, accounts, data = (list(column) for column in zip(*facts, strict=True))
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id,
                                        actor_id, actor_name, way, address, actor_home, let_in_by, behalf_id,
                                        reason, data)
            SELECT %s, pg_current_xact_id()::text::bigint, %s, %s, account, kind, id, %s, %s, %s, %s::inet, %s, %s,
                   %s, %s, data
              FROM ROWS FROM (unnest(%s::text[]), unnest(%s::bigint[]), unnest(%s::bigint[]),
                              jsonb_array_elements(%s::jsonb)) AS fact (kind, id, account, data)
            """,
            [
                by.seller_id,
                name,
                at,
                by.user_id,
                by.name,
                by.origin.way,
                by.origin.address or None,
                by.origin.home,
                by.origin.let_in_by,
                behalf_id,
                reason,
                kinds,
                # One text each: of thousands, a list of values takes longer to be written than the rows.
                array_text(ids),
                array_text(accounts),
                json.dumps(data),
            ],
        )
