"""The functions of the books, called directly as an administrator, in a database of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from handsel.accounts.details import AccountDetails
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, add_customer, add_reseller
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.embedded import SUPERUSER
from tests.cast import NOON
from tests.database import Clone
from tests.settings import SERVER

CURRENCIES = ("KWD", "JPY", "USD", "EUR", "EUR")
"""What is paid in on each edge of the chain, the customer's first."""


def chain_of_five(cast: Cast) -> list[tuple[int, int]]:
    """Add two tiers and a customer below Kleinbach; return (seller, buyer) of five edges, the customer's first.

    Each of them trades in a currency of its own (CURRENCIES).
    """
    tiers = [cast.operator, cast.nordlicht, cast.kleinbach]
    for name, currency in (("fourth", "USD"), ("fifth", "JPY")):
        account = add_reseller(
            details=AccountDetails(company_name=name, email=f"{name}@example.org"),
            terms=Terms(currency, approval_required=False),
            portal=PortalDetails(name, name, "", "#4263eb"),
            owner=Owner("Otto", "Ober", f"otto@{name}.example"),
            by=Actor(None, "Test", tiers[-1], Role.OWNER),
            at=NOON,
        )
        tiers.append(account.pk)
    details = AccountDetails(company_name="Last", email="last@example.org")
    by = Actor(None, "Test", tiers[-1], Role.OWNER)
    tiers.append(add_customer(details=details, currency="KWD", by=by, at=NOON).pk)
    return [(tiers[place - 1], tiers[place]) for place in range(5, 0, -1)]


@contextmanager
def direct(clone: Clone, *sellers: int) -> Iterator["psycopg.Connection[Any]"]:
    """Connect as an administrator, for whom the books of `sellers` are in scope."""
    with psycopg.connect(SERVER.url(SUPERUSER, clone.name)) as connection:
        connection.execute("SELECT set_config('handsel.scope', %s, false)", ["{" + ",".join(map(str, sellers)) + "}"])
        connection.commit()
        yield connection
        connection.rollback()


def patched(clone: Clone, function: str, old: str, new: str) -> None:
    """Break `function` of the books: `new` in the place of `old`."""
    with psycopg.connect(SERVER.url(SUPERUSER, clone.name), autocommit=True) as connection:
        row = connection.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [function]
        ).fetchone()
        assert row, function
        assert old in row[0], f"{function} has no {old}"
        connection.execute(row[0].replace(old, new))
