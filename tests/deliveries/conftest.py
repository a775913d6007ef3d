"""The operator's program, which hears what the operator supplies (ORD-12)."""

import pytest

from handsel.deliveries.address import set_delivery_address
from tests.cast import NOON
from tests.deliveries.receiving import Program, programmed


@pytest.fixture
def program(settings):
    settings.HANDSEL_OUTGOING_LOCAL = True
    with programmed() as served:
        yield served


@pytest.fixture
def secret(cast, program: Program) -> str:
    """The operator's program is told of what it supplies."""
    _address, made = set_delivery_address(url=program.url, is_on=True, version=0, by=cast.olga, at=NOON)
    return made
