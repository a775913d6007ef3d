"""Programs with keys for the tests of the API."""

import pytest

from handsel.api import limits
from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from tests.api.calling import Program, number_of, program


@pytest.fixture(autouse=True)
def fresh_minute() -> None:
    for window in (limits.calls, limits.guesses, limits.uses, limits.refused):
        window.forget()


@pytest.fixture
def kleinbach(db: None, cast: Cast) -> Program:
    return program(cast.karl, "kleinbach")


@pytest.fixture
def reading(db: None, cast: Cast) -> Program:
    """A key of Kleinbach that may only read."""
    return program(cast.karl, "kleinbach", Role.READ_ONLY)


@pytest.fixture
def suedwind(db: None, cast: Cast) -> Program:
    return program(cast.sven, "suedwind")


@pytest.fixture
def bakery(cast: Cast, db: None) -> int:
    """The number of Bakery at Kleinbach."""
    return number_of(cast.bakery, cast.karl)
