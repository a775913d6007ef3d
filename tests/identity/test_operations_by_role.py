"""Every operation as every role, with and without the right that it takes (USR-5)."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import BUYERS, Role
from handsel.kernel.operation import OPERATIONS
from handsel.kernel.refusal import Forbidden, Refusal
from tests.architecture.source import SOURCE
from tests.cast import NOON
from tests.identity.operations_calls import CALLS, Stage, set_stage
from tests.identity.operations_table import TABLE, those_who_may

pytestmark = pytest.mark.covers("USR-5")


def known_operations() -> dict[str, Callable[..., Any]]:
    for path in SOURCE.rglob("*.py"):
        if "@operation" in path.read_text():
            importlib.import_module(".".join(("handsel", *path.relative_to(SOURCE).with_suffix("").parts)))
    found = {f"{one.__module__.removeprefix('handsel.')}.{one.__name__}": one for one in OPERATIONS}
    return {name: one for name, one in found.items() if not one.__module__.startswith("tests.")}


def test_every_operation_is_told_what_it_takes():
    known = set(known_operations())

    assert known - set(TABLE) == set(), "say in operations_table.py which right it takes, or who calls it"
    assert set(TABLE) - known == set()
    assert {name for name, takes in TABLE.items() if takes.__class__ is not str} == set(CALLS)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(6))
def test_each_role_does_what_the_table_says_and_nothing_else(cast: Cast, part: int):
    stage, operations = set_stage(cast), known_operations()
    mistakes = [
        f"{name} as {role}: {answer}"
        for name in sorted(CALLS)[part::6]
        for role, by in stage.people.items()
        if (answer := mistake_of(operations[name], name, stage, role, by))
    ]

    assert mistakes == []


def mistake_of(operation: Callable[..., Any], name: str, stage: Stage, role: Role, by: Actor) -> str:
    """Call `operation` as `by`, take it back, and return what was otherwise than the table says; empty for nothing."""
    answer: Exception | None = None
    before = transaction.savepoint()
    arguments = CALLS[name](stage, by)
    try:
        operation(by=by, at=NOON, **arguments)
    except (Refusal, ObjectDoesNotExist) as refusal:
        answer = refusal
    transaction.savepoint_rollback(before)
    # What a storefront user may not even see is not there for them.
    no = (Forbidden, ObjectDoesNotExist) if role in BUYERS else Forbidden
    if role in those_who_may(TABLE[name]):
        return repr(answer) if isinstance(answer, (Forbidden, ObjectDoesNotExist)) else ""
    return "" if isinstance(answer, no) else f"was let through: {answer!r}"
