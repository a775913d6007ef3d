"""Log in as the owner of the tables for as long as it takes: migrations do, nothing else may (OPS-3)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from handsel.settings.environment import database_url, django_database


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner within the block, and as the application again after it."""
    url = database_url("owner")
    if not url:
        raise ImproperlyConfigured("Set HANDSEL_OWNER_DATABASE_URL: migrations log in as the owner of the tables.")
    before = connection.settings_dict.copy()
    connection.close()
    # Short locks or none: a migration that must wait gives up instead of holding everybody else.
    owner = django_database(url, options="-c lock_timeout=2s")
    connection.settings_dict.update({**owner, "NAME": before["NAME"]})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
