"""All rows that a query finds at one moment, read in batches with other transactions in between (ACC-13)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.backends.postgresql.base import ServerSideCursor
from django.db.models import QuerySet

from handsel.kernel.isolation import Reading, scope_of_transaction
from handsel.kernel.operation import Asker
from handsel.reports.files import Told
from handsel.reports.workbook import Batch

BATCH = 2_000

Rows = list[tuple[Any, ...]]
Opened = Callable[[], AbstractContextManager[Any]]
_numbers = count()


@dataclass(frozen=True)
class OneMoment:
    """The rows of one moment, `total` of them in all."""

    total: int
    batches: Iterator[Rows]


def opened(by: Asker, *, is_reading: bool) -> Opened:
    """Return what opens a transaction in the scope of `by` to look something up; nothing where one is open already."""
    return nullcontext if is_reading else partial(Reading, by.scope)


def cells_in_batches(
    found: OneMoment, cells: Callable[[Rows], Batch], opened: Opened, told: Told | None
) -> Iterator[Batch]:
    """Yield what `cells` makes of each batch, column by column, and tell how many rows are over when it was taken."""
    done = 0
    for rows in found.batches:
        with opened():
            made = cells(rows)
        yield made
        done += len(rows)
        if told:
            told(done, found.total)


@contextmanager
def rows_of_one_moment(
    find: Callable[[], QuerySet[Any, tuple[Any, ...]]], by: Asker, *, is_reading: bool
) -> Iterator[OneMoment]:
    """Read what `find` finds with values_list().

    Where `is_reading`, in the transaction that is open, which must stay so. Otherwise in one of its own, at the end of
    which the server keeps the rows for this connection: memory here stays flat, and operations may run in between.
    """
    with ExitStack() as stack:
        if is_reading:
            found = _declared(find(), stack, is_kept=False)
        else:
            with transaction.atomic(durable=True), scope_of_transaction(by.scope):
                found = _declared(find(), stack, is_kept=True)
        yield found


def _declared(found: QuerySet[Any, tuple[Any, ...]], stack: ExitStack, *, is_kept: bool) -> OneMoment:
    try:
        sql, values = found.query.sql_with_params()
    except EmptyResultSet:
        return OneMoment(0, iter(()))
    with connection.cursor() as plain:
        # All rows will be read, so the server need not hurry with the first, and may sort many at once.
        plain.execute("SELECT set_config('cursor_tuple_fraction', '1', true), set_config('work_mem', '32MB', true)")
    # It puts the values into the statement itself: on the server the types of some would be unknown.
    kind: Any = ServerSideCursor  # what it takes is told nowhere
    cursor = kind(connection.connection, f"rows_{next(_numbers)}", scrollable=False, withhold=is_kept)
    stack.enter_context(cursor)
    cursor.execute(sql, values)
    return OneMoment(found.order_by().count(), iter(lambda: cursor.fetchmany(BATCH), []))
