"""How a gateway is asked: with no transaction open, so that a slow one holds up nobody (safety M5)."""

from collections.abc import Iterator
from contextlib import contextmanager

from handsel.gateways.interface import Gateway
from handsel.gateways.known import client_of
from handsel.gateways.models import SellerGateway
from handsel.kernel.isolation import reading_paused


@contextmanager
def asking(gateway: SellerGateway) -> Iterator[Gateway]:
    """Lend who speaks with `gateway`, while the request's reading rests; operations may run within."""
    with reading_paused():
        yield client_of(gateway)
