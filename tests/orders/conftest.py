"""A test gateway for every test here that asks for one, and a buyer that pays by card."""

from collections.abc import Iterator

import pytest

from handsel.cli.demo.story import Cast
from handsel.gateways.play.server import PlayServer
from tests.gateways.playing import played
from tests.orders.carding import emptied, with_card


@pytest.fixture
def play() -> Iterator[PlayServer]:
    with played() as server:
        yield server


@pytest.fixture
def by_card(cast: Cast, play) -> Cast:
    """Bakery pays Kleinbach by card, and its wallet is empty."""
    with_card(cast.karl, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    return cast
