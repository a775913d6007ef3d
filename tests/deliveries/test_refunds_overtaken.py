"""A supplier takes back what somebody asks a refund of: it is paid once, and nobody is asked any more (ORD-12)."""

import pytest
from django.db import transaction

from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.refunding import confirm_refund, decline_refund
from handsel.deliveries.rules import RefundConflict
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.deliveries.delivering import tasks, work
from tests.deliveries.refunding import asked, delivered, line_ids, refund_of, states
from tests.deliveries.test_refunds import FULL, balances, proved
from tests.orders.buying import buy, fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]


def test_what_is_taken_back_while_it_is_asked_for_is_paid_once_and_nobody_is_asked_any_more(cast):
    leg = delivered(cast)
    asked(cast, leg)
    confirm_refund(refund_id=refund_of(cast.nora).pk, by=cast.nora, at=NOON)
    assert states(cast) == ["passed_on", "passed_on", "waiting"]

    for task in tasks(cast.olga):
        give_back_line(delivery_id=task.delivery_id, reason="Revoked", by=cast.olga, at=NOON)

    assert states(cast) == ["refunded"] * 3
    assert balances(cast) == FULL
    with pytest.raises(RefundConflict):
        decline_refund(refund_id=refund_of(cast.olga).pk, answer="No", by=cast.olga, at=NOON)
    for by in (cast.karl, cast.nora, cast.olga):
        with transaction.atomic(), scoped(by.scope):
            assert Event.objects.filter(seller_id=by.seller_id, name="refund.made").count() == 1
            assert not refund_of(by).is_own_pocket
    assert proved()


def test_of_what_is_asked_for_the_lines_that_were_taken_back_meanwhile_are_dropped(cast):
    fill_cart(cast)
    leg = buy(cast, "MAIL")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    first, second = line_ids(cast.karl, leg)
    asked(cast, leg)
    (task,) = [one for one in tasks(cast.olga) if one.delivery.line_id == first]

    give_back_line(delivery_id=task.delivery_id, reason="Revoked", by=cast.olga, at=NOON)

    assert states(cast) == ["passed_on", "waiting"]
    assert [refund_of(by).line_ids for by in (cast.karl, cast.nora)] == [[second]] * 2
    for by in (cast.nora, cast.olga):
        confirm_refund(refund_id=refund_of(by).pk, by=by, at=NOON)
    assert states(cast) == ["refunded"] * 3
    assert balances(cast) == FULL
    assert proved()
