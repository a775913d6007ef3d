"""Numbers in a seller's series: taken in order, from a row that is locked until the transaction ends."""

from django.db import connection

from handsel.kernel.operation import step

FIRST = 1001


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
