"""What cannot be accepted or canceled says why, each with a code and a sentence of its own (ORD-3, ORD-4, ORD-7)."""

from dataclasses import replace

import pytest

from handsel.kernel.refusal import Forbidden, Refusal
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.rules import AcceptedAlready, OrderCanceled, OwnOrder
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-7")]


def test_accepting_twice_is_told_by_its_name(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    with pytest.raises(AcceptedAlready, match=f"Order {leg.number} was accepted already"):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)


@pytest.mark.covers("ORD-4")
def test_nobody_accepts_what_they_ordered_as_a_storefront_user(cast):
    leg = buy(cast)
    both = replace(cast.karl, user_id=cast.berta.user_id)

    with pytest.raises(OwnOrder, match="yourself; somebody else approves it") as refused:
        approve_order(leg_id=leg.pk, by=both, at=NOON)
    assert isinstance(refused.value, Forbidden)


def test_what_was_canceled_meanwhile_is_neither_accepted_nor_canceled_again(cast):
    leg = buy(cast)
    reject_order(leg_id=leg.pk, reason="Sold out", by=cast.karl, at=NOON)

    for deed in (
        lambda: approve_order(leg_id=leg.pk, by=cast.karl, at=NOON),
        lambda: reject_order(leg_id=leg.pk, reason="Again", by=cast.karl, at=NOON),
    ):
        with pytest.raises(OrderCanceled, match="was canceled"):
            deed()


def test_a_settled_order_is_not_canceled_so(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    with pytest.raises(Refusal, match="can still be called off"):
        reject_order(leg_id=leg.pk, reason="Late", by=cast.karl, at=NOON)
