"""Legs that somebody tampered with are found, by the proof and in the X-ray (ORD-15)."""

import psycopg
import pytest

from handsel.kernel.embedded import SUPERUSER
from handsel.orders.proof import order_faults
from tests.orders.buying import buy
from tests.orders.test_order_chain import xray
from tests.settings import SERVER

pytestmark = pytest.mark.usefixtures("committed_db")


MORE = "UPDATE orders_leg SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 WHERE position = 1"
SETTLED = "UPDATE orders_leg SET settled_at = now(), payment = 'paid' WHERE position = 2"
LINE = """
    UPDATE orders_legline SET quantity = quantity + {more}, unit_minor = unit_minor + {dearer},
           net_minor = (quantity + {more}) * (unit_minor + {dearer}),
           gross_minor = (quantity + {more}) * (unit_minor + {dearer})
     WHERE leg_id = (SELECT id FROM orders_leg WHERE position = {position})
"""


@pytest.mark.covers("ORD-15")
@pytest.mark.parametrize(
    ("change", "says", "position"),
    [
        (LINE.format(more=1, dearer=0, position=1), "1 of plan", 0),
        (LINE.format(more=0, dearer=1, position=2), "the supplier's price and the margins", 0),
        (MORE, "its lines sum to", 1),
        (SETTLED, "another leg is not", 2),
    ],
)
def test_what_does_not_hold_is_found_by_the_proof_and_at_its_leg(cast, committed_db, change, says, position):
    leg = buy(cast)
    assert order_faults() == []
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute(change)

    assert says in " ".join(order_faults())
    assert not xray(cast.karl, leg.order_id)[position].holds
