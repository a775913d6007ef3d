"""Staff of the story world, logged in at their portal as they do it: with address and password."""

from typing import Any

import pytest
from django.test import Client

from handsel.cli.demo.story import PASSWORD, Cast

HTMX = {"HX-Request": "true"}


def logged_in(portal: str, email: str) -> Client:
    """Return the browser of somebody who logged in at the console of `portal`."""
    client = Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")
    answer = client.post("/console/log-in/", {"email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def olga(db: Any, cast: Cast) -> Client:
    """Olga owns the operator."""
    return logged_in("operator", "olga@handsel.example")


@pytest.fixture
def nora(db: Any, cast: Cast) -> Client:
    """Nora owns Nordlicht."""
    return logged_in("nordlicht", "nora@nordlicht.example")


@pytest.fixture
def karl(db: Any, cast: Cast) -> Client:
    """Karl manages Kleinbach."""
    return logged_in("kleinbach", "karl@kleinbach.example")


@pytest.fixture
def ruth(db: Any, cast: Cast) -> Client:
    """Ruth may only read at Kleinbach."""
    return logged_in("kleinbach", "ruth@kleinbach.example")


@pytest.fixture
def sven(db: Any, cast: Cast) -> Client:
    """Sven owns Südwind, the sibling of Nordlicht."""
    return logged_in("suedwind", "sven@suedwind.example")
