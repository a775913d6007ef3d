"""A delivery moves as the table of moves says, and no other way (ORD-12)."""

from datetime import date

import pytest

from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.moves import MOVES, DeliveryState, before
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.rules import DeliveryConflict
from handsel.deliveries.working import deliver, fail_deliveries, retry_deliveries, start_deliveries
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]

KEY = Handed((("Licence key", "ABCD-1234"),), date(2027, 11, 2))


def test_the_table_of_moves_ends_where_the_money_went_back():
    assert set(MOVES) == set(DeliveryState)
    assert MOVES[DeliveryState.CANCELED] == frozenset()
    assert before(DeliveryState.DELIVERED) == ["failed", "started", "waiting"]


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("after", [state for state in DeliveryState if state != DeliveryState.CANCELED])
def test_a_delivery_moves_as_the_table_says_and_no_other_way(cast, state, after):
    bought(cast)
    (task,) = tasks(cast.olga)
    at_state(cast, task.delivery_id, state)
    deed = {
        DeliveryState.STARTED: lambda ids: start_deliveries(delivery_ids=ids, by=cast.olga, at=NOON),
        DeliveryState.DELIVERED: lambda ids: deliver(delivery_ids=ids, handed=KEY, by=cast.olga, at=NOON),
        DeliveryState.FAILED: lambda ids: fail_deliveries(delivery_ids=ids, reason="No", by=cast.olga, at=NOON),
        DeliveryState.WAITING: lambda ids: retry_deliveries(delivery_ids=ids, by=cast.olga, at=NOON),
    }[after]

    if after in MOVES[state]:
        deed([task.delivery_id])
        assert tasks(cast.olga)[0].state == after
    else:
        with pytest.raises(DeliveryConflict):
            deed([task.delivery_id])
        assert tasks(cast.olga)[0].state == state
    assert delivery_faults() == []


def at_state(cast, delivery_id: int, state: DeliveryState) -> None:
    ids = {"delivery_ids": [delivery_id], "by": cast.olga, "at": NOON}
    match state:
        case DeliveryState.STARTED:
            start_deliveries(**ids)
        case DeliveryState.DELIVERED:
            deliver(handed=KEY, **ids)
        case DeliveryState.FAILED:
            fail_deliveries(reason="No", **ids)
        case DeliveryState.CANCELED:
            give_back_line(delivery_id=delivery_id, reason="No", by=cast.olga, at=NOON)
