"""What is handed over, and why something is not, has its limits (ORD-12)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.portal_settings import today_of
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.working import deliver
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.orders.approval import reject_order
from tests.cast import NOON
from tests.deliveries.delivering import bought, deliveries, tasks
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        (Handed((("", "x"),)), "Call each thing by a name of at most 60 characters."),
        (Handed((("k", "x" * 1001),)), "Enter at most 1,000 characters for each thing."),
        (Handed((("k", "x"),) * 21), "Tell at most 20 things about one delivery."),
    ],
)
def test_what_is_handed_over_has_its_limits(handed, said):
    with pytest.raises(Invalid) as refused:
        handed.check("service", NOON.date())

    assert refused.value.fields == {"service": said}


def test_what_has_run_out_already_is_not_handed_over(cast):
    bought(cast)
    (task,) = tasks(cast.olga)
    with transaction.atomic(), scoped(cast.olga.scope):
        today = today_of(cast.operator, NOON)
    with pytest.raises(Invalid) as refused:
        hand_over(cast, task, today - timedelta(days=1))

    assert refused.value.fields == {"expires_on": "Enter today or a later day; it would have run out already."}
    hand_over(cast, task, today)
    assert deliveries(cast.berta, task.delivery.leg.order_id)[0].expires_on == today


def hand_over(cast, task, until):
    handed = Handed((("Licence key", "K-1"),), expires_on=until)
    deliver(delivery_ids=[task.delivery_id], handed=handed, by=cast.olga, at=NOON)


def test_nobody_can_read_a_reason_without_an_end(cast):
    leg = bought(cast)
    (task,) = tasks(cast.olga)
    with pytest.raises(Invalid) as called_off:
        cancel_settled_order(leg_id=leg.pk, reason="x" * 501, by=cast.karl, at=NOON)
    with pytest.raises(Invalid) as given_back:
        give_back_line(delivery_id=task.delivery_id, reason="x" * 501, by=cast.olga, at=NOON)
    with pytest.raises(Invalid) as rejected:
        reject_order(leg_id=buy(cast).pk, reason="x" * 501, by=cast.karl, at=NOON)

    for refused in (called_off, given_back, rejected):
        assert refused.value.fields == {"reason": "Enter at most 500 characters."}
