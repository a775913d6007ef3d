"""Whose rows this connection may see: the scope, set in one place, cleared when it ends (OPS-3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from handsel.kernel.prepared import planned_once


@dataclass(frozen=True)
class Scope:
    """The tenants whose rows may be seen and what narrows them: the one buyer in the storefront, an account manager.

    `manager` is a user of the staff who sees the accounts that name them as account manager, and no others.
    """

    sellers: tuple[int, ...]
    buyer: int | None = None
    manager: int | None = None

    def __post_init__(self) -> None:
        if not self.sellers:
            raise ValueError("a scope names at least one seller")


_current: ContextVar["Scope | None"] = ContextVar("scope", default=None)
_reading: ContextVar["Reading | None"] = ContextVar("reading", default=None)


def set_scope(scope: Scope | None, *, read_only: bool = False, author: str | None = None) -> None:
    """Tell PostgreSQL the scope until the transaction ends. None takes it away again.

    `author` signs the events that functions of the database record; without it, whoever signed before signs on.
    """
    sellers = "" if scope is None else "{" + ",".join(str(int(seller)) for seller in scope.sellers) + "}"
    buyer, manager = ("", "") if scope is None else (_told(scope.buyer), _told(scope.manager))
    sql = (
        "SELECT set_config('handsel.scope', %s, true), set_config('handsel.buyer', %s, true), "
        "set_config('handsel.manager', %s, true)"
    )
    if read_only:
        sql += ", set_config('transaction_read_only', 'on', true)"
    values = [sellers, buyer, manager]
    if author is not None:
        sql += ", set_config('handsel.author', %s, true)"
        values.append(author)
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    _current.set(scope)


def _told(id_: int | None) -> str:
    return "" if id_ is None else str(int(id_))


@contextmanager
def scoped(scope: Scope, author: str | None = None) -> Iterator[None]:
    """Read and write under `scope` inside the transaction that is open, then return to what was before.

    `author` signs what the database records meanwhile; without it, whoever signed before signs on.
    """
    before, signed = _current.get(), None if author is None else _author()
    set_scope(scope, author=author)
    try:
        yield
    except BaseException:
        # After an error PostgreSQL takes no commands; the rollback takes the setting away with it.
        _current.set(before)
        raise
    set_scope(before, author=signed)


def _author() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('handsel.author', true), '')")
        (author,) = cursor.fetchone()
    return str(author)


@contextmanager
def scope_of_transaction(scope: Scope, author: str = "") -> Iterator[None]:
    """Give the transaction that has just begun its scope and its author; its end takes them away."""
    set_scope(scope, author=author)
    try:
        yield
        if connection.savepoint_ids:
            # Only in tests is there a transaction around this one: what a commit does is done here.
            _end_early()
    finally:
        _current.set(None)


def _end_early() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    set_scope(None, author="")


@dataclass
class Reading:
    """A read-only transaction under one scope, as long as a request: what is looked up before and after an operation.

    An operation pauses it, runs in its own durable transaction, and resumes it.
    """

    scope: Scope
    _atomic: transaction.Atomic | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        _reading.set(self)
        self.resume()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pause()
        _reading.set(None)

    @property
    def is_paused(self) -> bool:
        return self._atomic is None

    def resume(self) -> None:
        """Open the transaction and set its scope, in one round trip."""
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        set_scope(self.scope, read_only=True)

    def pause(self) -> None:
        """End the transaction. After a rollback psycopg would forget what was planned once, so it commits nothing.

        Where a statement failed it is to forget: a plan that a table has outgrown would fail on every page after it.
        """
        if self._atomic is not None:
            # Only in tests is there a transaction around this one: what was set ends with the savepoint.
            if connection.savepoint_ids or _has_failed():
                transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)
            self._atomic = None
        _current.set(None)


def _has_failed() -> bool:
    """Whether a statement failed in the transaction that is open."""
    raw = connection.connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.INERROR


@contextmanager
def reading_paused() -> Iterator[None]:
    """Close the request's read-only transaction while an operation runs in its own; within itself it does nothing."""
    reading = _reading.get()
    if reading is None or reading.is_paused:
        yield
        return
    reading.pause()
    try:
        yield
    finally:
        reading.resume()


def narrow_reading(scope: Scope) -> None:
    """Read on under `scope` until the request ends.

    The storefront narrows itself to one buyer, the desk of an account manager to their own accounts.
    """
    reading = _reading.get()
    if reading is None:
        raise RuntimeError("there is no reading to narrow")
    reading.scope = scope
    set_scope(scope)
