"""Names of people stay on the edge where they act: nobody further up reads who asked or canceled (ORD-12, ACC-25)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.giving_back import cancel_settled_order
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks
from tests.deliveries.refunding import asked, delivered, refund_of, rule, states

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "ACC-25")]


def told_of(by: Actor, name: str) -> str:
    """Return whose deed the latest event of this name is, as the seller of `by` reads it."""
    with transaction.atomic(), scoped(by.scope):
        return str(Event.objects.filter(seller_id=by.seller_id, name=name).latest("pk").actor_name)


def test_who_asked_its_seller_for_the_money_is_not_told_above(cast: Cast):
    rule(cast.karl, 0)
    asked(cast, delivered(cast), by=cast.berta)

    assert (refund_of(cast.karl).asked_by_name, told_of(cast.karl, "refund.asked")) == ("Berta Brandt", "Berta Brandt")
    assert (refund_of(cast.nora).asked_by_name, told_of(cast.nora, "refund.asked")) == ("Handsel", "Handsel")


def test_nor_to_the_supplier_where_rules_take_it_back(cast: Cast):
    for by in (cast.karl, cast.nora, cast.olga):
        rule(by, 0)
    asked(cast, delivered(cast), by=cast.berta)

    assert states(cast) == ["refunded"] * 3
    assert [task.by_name for task in tasks(cast.olga)] == ["Handsel"]


def test_a_seller_tells_its_own_seller_who_of_its_people_asks_and_nobody_above(cast: Cast):
    rule(cast.nora, 0)
    asked(cast, delivered(cast))

    assert refund_of(cast.nora).asked_by_name == cast.karl.name
    assert refund_of(cast.olga).asked_by_name == "Handsel"


def test_who_canceled_a_settled_order_is_told_on_its_own_edge_only(cast: Cast):
    leg = bought(cast)
    cancel_settled_order(leg_id=leg.pk, reason="Secret", by=cast.karl, at=NOON)

    assert [(task.state, task.by_name) for task in tasks(cast.olga)] == [("canceled", "Handsel")]
    assert [told_of(by, "order.canceled") for by in (cast.karl, cast.nora, cast.olga)] == [
        cast.karl.name,
        "Handsel",
        "Handsel",
    ]
