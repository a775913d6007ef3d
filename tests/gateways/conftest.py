"""A test gateway for every test here that asks for one."""

from collections.abc import Iterator

import pytest

from handsel.gateways.play.server import PlayServer
from tests.gateways.playing import played


@pytest.fixture
def play() -> Iterator[PlayServer]:
    with played() as server:
        yield server
