"""Numbers of accounts: those of a seller's series, taken in order from a locked row, and those of other systems."""

from collections.abc import Collection

from django.db import connection

from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.operation import step

FIRST = 1001
OF_NO_USE = "This number cannot be given here. Leave it out, or ask a colleague who sees all accounts."
"""What somebody hears whose number is that of an account that they do not see; it tells nothing of that account."""


@step
def next_numbers(seller_id: int, series: str, count: int) -> list[int]:
    """Take the next `count` numbers of `series` ("account", "receipt"); a rollback gives them back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_series AS s (seller_id, name, last) VALUES (%s, %s, %s)
            ON CONFLICT (seller_id, name) DO UPDATE SET last = s.last + %s RETURNING last
            """,
            [seller_id, series, FIRST - 1 + count, count],
        )
        last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))


def numbers_elsewhere(numbers: Collection[str], by: Actor) -> list[str]:
    """Return those of external `numbers` that `by` cannot give, since accounts have them that `by` does not see."""
    if by.manager_id is None or not numbers:
        return []
    return [row["number"] for row in call_function("accounts_numbers_elsewhere", by.seller_id, sorted(numbers))]
