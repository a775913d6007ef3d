"""Programs that say no more, are away, are many or switched off hang nothing and hold up nobody (ORD-12)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from handsel.catalog.models import Provisioning
from handsel.deliveries.address import set_delivery_address
from handsel.deliveries.giving_back import cancel_settled_order
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.telling import FORGOTTEN, tell_programs
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.deliveries.delivering import deliveries, tasks
from tests.deliveries.operations_calls import sold
from tests.deliveries.test_programs import KEY, bought, state

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-12")]


def test_a_program_that_accepts_and_says_no_more_is_asked_once_more_after_a_day_and_has_failed(cast, program, secret):
    program.answers = [(202, {})]
    leg = bought(cast)
    tell_programs(at=NOON)
    assert tell_programs(at=NOON + timedelta(hours=23)) == 0

    assert tell_programs(at=NOON + timedelta(days=1)) == 1

    assert len({told["key"] for told in program.told}) == 1
    assert state(cast) == "failed"
    assert deliveries(cast.nora, leg.order_id)[-1].reason == FORGOTTEN
    cancel_settled_order(leg_id=leg.pk, reason="Too long", by=cast.karl, at=NOON)
    assert delivery_faults() == []


def test_a_program_that_is_first_told_after_a_day_has_its_day(cast, program, secret):
    program.answers = [(202, {})]
    bought(cast)

    tell_programs(at=NOON + timedelta(days=3))

    assert state(cast) == "started"
    assert tell_programs(at=NOON + timedelta(days=3, hours=23)) == 0


def test_a_program_that_is_switched_off_is_told_no_more_until_it_is_on_again(cast, program, secret):
    program.answers = [(500, {}), (200, KEY)]
    bought(cast)
    bought(cast)
    tell_programs(at=NOON)
    assert to_do(cast) == []
    set_delivery_address(url=program.url, is_on=False, version=1, by=cast.olga, at=NOON)

    assert tell_programs(at=NOON + timedelta(days=2)) == 0

    assert len(program.told) == 2
    assert to_do(cast) == ["started"]
    set_delivery_address(url=program.url, is_on=True, version=2, by=cast.olga, at=NOON)
    assert to_do(cast) == []
    assert tell_programs(at=NOON + timedelta(days=2)) == 1
    assert {task.state for task in tasks(cast.olga)} == {"delivered"}


def to_do(cast) -> list[str]:
    with transaction.atomic(), scoped(cast.olga.scope):
        return [task.state for task in DeliveryTask.objects.filter(seller_id=cast.operator).to_do()]


def test_a_program_that_cannot_be_reached_is_tried_once_and_rests(cast, program, secret):
    for _ in range(3):
        bought(cast)
    program.server_close()
    program.shutdown()

    assert tell_programs(at=NOON) == 3

    assert sorted(task.state for task in tasks(cast.olga)) == ["started", "waiting", "waiting"]
    assert tell_programs(at=NOON + timedelta(seconds=59)) == 0
    assert tell_programs(at=NOON + timedelta(seconds=60)) == 3
    set_delivery_address(url=program.url, is_on=True, version=1, by=cast.olga, at=NOON)
    assert tell_programs(at=NOON + timedelta(seconds=61)) > 0


def test_one_supplier_with_many_waiting_holds_up_no_other(cast, program, secret):
    program.answers = [(500, {})]
    for _ in range(6):
        bought(cast)
    set_delivery_address(url=program.url, is_on=True, version=0, by=cast.karl, at=NOON)
    sold(SimpleNamespace(cast=cast, owner=cast.karl), provisioning=Provisioning.AUTOMATIC)

    assert tell_programs(at=NOON, limit=2) == 2

    assert program.told[0]["product"] == "Web hosting Start"
    assert len({told["product"] for told in program.told}) == 2
    assert tell_programs(at=NOON) == 5
