"""The buyer cancels in the moment in which its seller decides: one of both is first (ORD-3, FUN-8)."""

import pytest

from handsel.orders.approval import approve_order
from handsel.orders.status import situation
from handsel.orders.withdrawing import withdraw_order
from tests.cast import NOON, wallet
from tests.orders.buying import buy
from tests.orders.carding import proven
from tests.orders.test_races import at_once

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-3", "FUN-8")]


def test_the_buyer_cancels_while_its_seller_accepts_and_one_of_both_is_first(cast):
    leg = buy(cast)

    answers = at_once(
        [
            lambda: situation(withdraw_order(leg_id=leg.pk, by=cast.berta, at=NOON)).name,
            lambda: situation(approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)).name,
        ]
        * 3
    )

    won = set(answers) & {"canceled", "in_progress"}
    assert len(won) == 1, answers
    assert sum(answers.count(one) for one in won) == 1
    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor) == (10_000 - 792 * ("in_progress" in won), 0)
    proven()
