"""What a promise to a user is made of: operations, each in its own durable transaction, and their steps."""

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import DatabaseError, IntegrityError, NotSupportedError, OperationalError, connection, transaction

from handsel.kernel.isolation import Scope, reading_paused, scope_of_transaction
from handsel.kernel.refusal import Conflict

TRIES = 5
_TAKEN = "23505"
_RETRIED = {
    "40001": "serialisation failure",
    "40P01": "deadlock",
    "0A000": "a kept plan is of a table that was changed since; the rollback lets go of it",
    _TAKEN: "unique violation; who was quicker is seen by the next try, which answers as it does when nobody hurries",
}

F = TypeVar("F", bound=Callable[..., Any])

OPERATIONS: list[Callable[..., Any]] = []
"""Every operation of the program, for the rules of the house to read."""

CHOSEN: set[str] = set()
"""The unique constraints over what people choose; see `chosen`."""


def chosen(constraint: str) -> str:
    """Mark a unique constraint, beside its model, as one over what people choose; return its name.

    Who chooses what another has is refused as `Taken` where nothing refused it before. To meet any other unique
    constraint is an error of the program.
    """
    CHOSEN.add(constraint)
    return constraint


class Taken(Conflict):
    """What may stand once only was given to somebody else at the same moment."""

    code = "taken"


class Asker(Protocol):
    """Who an operation runs for; it lends the operation its scope, and signs what the database records of it."""

    @property
    def scope(self) -> Scope: ...

    @property
    def signature(self) -> str: ...


Companion = Callable[[Callable[[], Any]], Any]
_companion: ContextVar[Companion | None] = ContextVar("companion", default=None)


@contextmanager
def accompanied_by(companion: Companion) -> Iterator[None]:
    """Let `companion` run around the next operation, inside its transaction: how an idempotency key is kept."""
    token = _companion.set(companion)
    try:
        yield
    finally:
        _companion.reset(token)


def operation(function: F) -> F:
    """Run `function(*, by, at, …)` in its own durable transaction, under the scope of `by`.

    Deadlocks, serialisation failures, outlived plans and what somebody else was quicker with are tried again, five
    times in all, with jitter. The request's reading transaction is closed before and opened again after, so that the
    answer shows what was done.
    """

    @functools.wraps(function)
    def run(*, by: Asker, **details: Any) -> Any:
        with reading_paused():
            return _tried_again(lambda: _once(function, by, details))

    OPERATIONS.append(run)
    return run  # type: ignore[return-value]  # same signature, as wraps says


def step(function: F) -> F:
    """Mark `function` as part of an operation: it refuses to run outside of one."""

    @functools.wraps(function)
    def run(*args: Any, **details: Any) -> Any:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{function.__qualname__} is a step; call it inside an operation")
        return function(*args, **details)

    return run  # type: ignore[return-value]


def _once(function: Callable[..., Any], by: Asker, details: dict[str, Any]) -> Any:
    companion = _companion.get()
    with transaction.atomic(durable=True), scope_of_transaction(by.scope, by.signature):
        work = functools.partial(function, by=by, **details)
        return companion(work) if companion else work()


def _tried_again(attempt: Callable[[], Any]) -> Any:
    for tried in range(1, TRIES + 1):
        try:
            return attempt()
        except (IntegrityError, OperationalError, NotSupportedError) as error:
            if _state(error) not in _RETRIED or tried == TRIES or connection.in_atomic_block:
                if _is_taken(error):
                    raise Taken("Somebody else was quicker with the same. Look again and choose another.") from error
                raise
            time.sleep(random.uniform(0, 0.02 * 2**tried))  # noqa: S311 - jitter, no secret
    raise AssertionError("unreachable")


def _state(error: DatabaseError) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


def _is_taken(error: DatabaseError) -> bool:
    told = getattr(error.__cause__, "diag", None)
    return _state(error) == _TAKEN and told is not None and told.constraint_name in CHOSEN
