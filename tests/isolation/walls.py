"""The two walls, and how each is taken down: the filters of the faces, and row security."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.isolation.staging import Staged

FILTERS = {"seller", "seller_id", "seller__in", "seller_id__in"}


@contextmanager
def without_filters() -> Iterator[None]:
    """Let every query forget whose rows it wanted: one place, through which all of them go."""
    real = QuerySet._filter_or_exclude

    def forgetful(rows: QuerySet, negate: bool, args: Any, kwargs: dict[str, Any]) -> QuerySet:  # noqa: FBT001 - Django's
        kept = {name: value for name, value in kwargs.items() if name not in FILTERS}
        return real(rows, negate, args, kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_filter_or_exclude", forgetful)
        yield


@contextmanager
def without_row_security(world: Staged) -> Iterator[None]:
    """Show the application's role every row of every table."""
    tables = world.admin.execute(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    for (table,) in tables:
        world.admin.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        for (table,) in tables:
            world.admin.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
