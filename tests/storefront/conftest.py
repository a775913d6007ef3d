"""Visitors of Kleinbach's storefront: a stranger, and Berta, who buys for the Bakery."""

import pytest
from django.test import Client

from handsel.cli.demo.story import PASSWORD
from tests.storefront.visitors import Visitor


@pytest.fixture
def stranger(db) -> Visitor:
    """Somebody at Kleinbach's storefront who is not logged in."""
    return Visitor(Client(), "kleinbach")


@pytest.fixture
def berta(stranger: Visitor) -> Visitor:
    """Berta of the Bakery, logged in at Kleinbach's storefront."""
    stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    return stranger
