"""What every test gets: a real PostgreSQL as the application, no network, no forgotten connection, no language left."""

import itertools
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests import database

pytest_plugins = ["tests.live", "tests.browser", "tests.visits"]

FORBIDDEN = {
    "transactional_db": "flushing needs rights that the application has not; use committed_db",
    "django_db_reset_sequences": "use committed_db",
    "live_server": "use live_portal, which starts the real web process",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "hypothesis" in sys.modules:
        # Machines are shared: an example that takes long, to be made or to be tried, proves nothing.
        slow = [sys.modules["hypothesis"].HealthCheck.too_slow]
        sys.modules["hypothesis"].settings.register_profile("shared machine", deadline=None, suppress_health_check=slow)
        sys.modules["hypothesis"].settings.load_profile("shared machine")
    for item in items:
        for name, instead in FORBIDDEN.items():
            if name in getattr(item, "fixturenames", ()):
                raise pytest.UsageError(f"{item.nodeid} uses {name}: {instead}")
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid} has transaction=True: {FORBIDDEN['transactional_db']}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        database.sweep()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """Give each worker its own clone of the template; `db` tests roll back in it."""
    with django_db_blocker.unblock():
        clone = database.clone(f"test_{worker_id}")
        with database.connected_to(clone.name):
            yield
        database.drop(clone.name)


_numbers = itertools.count(1)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[database.Clone]:
    """A database with the cast for this test alone, where commits are real: for threads, servers and processes."""
    if {"db", "django_db_setup"} & set(request.fixturenames):
        raise pytest.UsageError(f"{request.node.nodeid}: committed_db and db are two databases; use one")
    with django_db_blocker.unblock():
        clone = database.clone(f"committed_{worker_id}_{next(_numbers)}")
        with database.connected_to(clone.name):
            yield clone
        database.drop(clone.name)


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """Leave no test the language in which the one before it read its last page."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

        def refuse_outside(own: socket.socket, address: Any) -> None:
            if own.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
                raise OSError(f"tests do not talk to {address[0]}")

        def guarded_connect(own: socket.socket, address: Any) -> None:
            refuse_outside(own, address)
            connect(own, address)

        def guarded_connect_ex(own: socket.socket, address: Any) -> int:
            refuse_outside(own, address)
            return connect_ex(own, address)

        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _is_here(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


@pytest.fixture
def cast() -> Any:
    """Everybody in the story world, by name."""
    from tests.cast import the_cast  # noqa: PLC0415 - needs Django to be set up

    return the_cast()
