"""Orders and books are proved as both stood on an earlier day (FUN-8)."""

from datetime import timedelta

import psycopg
import pytest

from handsel.kernel.embedded import SUPERUSER
from handsel.orders.approval import approve_order
from handsel.reports.proving import prove_all
from tests.cast import NOON
from tests.orders.buying import buy
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("FUN-8")]

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("change", "then", "says"),
    [
        ("SELECT 1", timedelta(), ""),
        ("SELECT 1", 3 * HOUR, ""),
        ("UPDATE orders_leg SET settled_at = settled_at - interval '2 hours'", HOUR, "was settled at 792 by then"),
        ("UPDATE orders_leg SET settled_at = settled_at + interval '2 hours'", 3 * HOUR, "was settled at 0 by then"),
        (
            "UPDATE orders_leg SET settled_at = settled_at - interval '2 hours' WHERE position = 0",
            HOUR,
            "on some legs and not on others",
        ),
        ("UPDATE orders_leg SET settled_at = settled_at - interval '2 hours'", 5 * HOUR, ""),
    ],
)
def test_what_was_settled_by_then_was_debited_by_then(cast, committed_db, change, then, says):
    placed = NOON + 2 * HOUR
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=placed)
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(change)

    faults = " ".join(prove_all(before=NOON + then).faults)

    assert (says in faults) if says else faults == ""
