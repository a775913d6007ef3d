"""What is given away on purpose until a day is ordered, settled and taken back like anything else (CAT-2)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.catalog.offers import range_of
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.catalog.price_rules import PriceBelowCost, change_prices
from handsel.cli.demo.story import Cast
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.models import Delivery
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refunding import decline_refund, pay_refund_alone, refundable_lines
from handsel.deliveries.rules import NothingToRefund
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.costs import costs_of
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.subscriptions.models import Subscription
from handsel.web.deliveries_told import told_by_line
from tests.cast import NOON, wallet
from tests.catalog.listed import default_of, line_of, offered
from tests.deliveries.delivering import tasks, work
from tests.deliveries.refunding import asked, refund_of, states
from tests.orders import branches
from tests.orders.branches import owner_of
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "ORD-11")]

UNTIL = NOON.date() + timedelta(days=30)
PLAN = "WEB-S Monthly"


def change(by: Actor, plan: int, currency: str | None = "EUR", **how: object) -> None:
    found = default_of(by)
    wanted = Change(targets=[(Level.PLAN, plan)], **how)
    change_prices(
        price_list_id=found.pk, currency=currency, changes=[wanted], version=found.version, by=by, at=NOON
    )  # fmt: skip


def given_away(cast: Cast) -> int:
    """Let Nordlicht give hosting away, and return the plan."""
    plan = line_of(cast.nora, PLAN).plan_id
    change(cast.nora, plan, way=Way.MARKUP, percent=Decimal(-100), loss_until=UNTIL)
    return plan


def legs(cast: Cast, order_id: int) -> list[Leg]:
    edges = ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht))
    return [leg_of(by, order_id, buyer) for by, buyer in edges]


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def test_a_price_of_nothing_is_meant_until_a_day_or_refused(cast):
    plan = line_of(cast.nora, PLAN).plan_id
    with pytest.raises(PriceBelowCost):
        change(cast.nora, plan, way=Way.MARKUP, percent=Decimal(-100))
    with pytest.raises(Invalid) as refused:
        change(cast.nora, plan, way=Way.FIXED, fixed_minor=0)
    assert set(refused.value.fields) == {"fixed"}

    change(cast.nora, plan, way=Way.FIXED, fixed_minor=0, loss_until=UNTIL)

    assert offered(cast.karl, cast.kleinbach)[PLAN] == 0
    assert PLAN not in offered(cast.karl, cast.kleinbach, NOON + timedelta(days=32))
    with pytest.raises(PriceBelowCost):
        change(cast.nora, plan, way=Way.RAISE, percent=Decimal(10))


def test_who_gets_it_for_nothing_passes_nothing_on_without_meaning_it(cast):
    plan = given_away(cast)
    assert PLAN not in offered(cast.berta, cast.bakery)
    with transaction.atomic(), scoped(cast.karl.scope):
        (line,) = range_of(cast.kleinbach, None, "EUR", plan_ids=[plan], at=NOON).lines
    assert (line.unit_minor, line.unit_converted_minor, line.is_sold) == (0, 0, False)

    change(cast.karl, plan, way=Way.FIXED, fixed_minor=300)

    assert offered(cast.berta, cast.bakery)[PLAN] == 300
    leg = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    assert [one.gross_minor for one in legs(cast, leg.order_id)] == [300, 0, 550]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert costs_of([leg], seller_id=cast.kleinbach)[leg.order_id].minor == 0
    work()
    assert proved()


@pytest.mark.parametrize("beside", [False, True])
def test_an_order_of_nothing_goes_the_whole_way_and_back(cast, beside):
    plan = given_away(cast)
    change(owner_of(cast.kleinbach), plan, way=Way.FIXED, fixed_minor=0, loss_until=UNTIL)
    before = [wallet(cast.kleinbach, cast.bakery).balance_minor, wallet(cast.nordlicht, cast.kleinbach).balance_minor]
    if beside:
        fill_cart(cast, "MAIL")

    placed = buy(cast)
    assert situation(placed).name == "awaiting_approval"
    approve_order(leg_id=placed.pk, by=cast.karl, at=NOON)
    work()

    found = legs(cast, placed.order_id)
    assert [situation(leg).name for leg in found] == ["executed"] * 3
    assert (found[0].gross_minor == 0) is not beside
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == before[0] - found[0].gross_minor
    assert proved()
    for task in tasks(cast.olga):
        give_back_line(delivery_id=task.delivery_id, reason="Goodwill", by=cast.olga, at=NOON)
    assert [situation(leg).name for leg in legs(cast, placed.order_id)] == ["executed_refunded"] * 3
    assert [
        wallet(cast.kleinbach, cast.bakery).balance_minor,
        wallet(cast.nordlicht, cast.kleinbach).balance_minor,
    ] == before
    work()
    assert proved()
    for seller in (cast.kleinbach, cast.nordlicht, cast.operator):
        with transaction.atomic(), scoped(system(seller).scope):
            ended = list(Subscription.objects.filter(seller_id=seller).values_list("ended_on", flat=True))
        assert ended
        assert None not in ended


@pytest.mark.covers("CAT-5")
def test_nothing_in_one_currency_is_nothing_in_another(cast):
    branch = branches.dollars_to_yen(cast.operator)
    change(owner_of(branch.supplier), branch.plan, None, way=Way.MARKUP, percent=Decimal(-100), loss_until=UNTIL)
    change(owner_of(branch.reseller), branch.plan, "JPY", way=Way.FIXED, fixed_minor=100)

    leg = branch.order()

    assert (leg.gross_minor, leg.currency) == (200, "JPY")
    _leg, _line, made = branches.leg_of(branch.reseller, leg.order_id)
    assert made is not None
    assert (made.unit_cost_minor, made.unit_converted_minor) == (0, 0)
    assert proved()


@pytest.mark.covers("ORD-12")
@pytest.mark.parametrize("beside", [False, True])
def test_what_was_given_away_is_refunded_once_where_a_seller_pays_alone(cast, beside):
    plan = given_away(cast)
    change(owner_of(cast.kleinbach), plan, way=Way.FIXED, fixed_minor=0, loss_until=UNTIL)
    if beside:
        fill_cart(cast, "MAIL")
    placed = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    work()
    asked(cast, placed)
    decline_refund(refund_id=refund_of(cast.nora).pk, answer="No", by=cast.nora, at=NOON)
    pay_refund_alone(refund_id=refund_of(cast.karl).pk, by=cast.karl, at=NOON)
    before = states(cast)

    with pytest.raises(NothingToRefund, match="was refunded before"):
        asked(cast, placed)

    assert states(cast) == before == ["refunded", "declined"]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert refundable_lines(placed) == []
        sold = [leg_of(cast.karl, placed.order_id, cast.bakery), leg_of(cast.karl, placed.order_id, cast.kleinbach)]
        told = told_by_line(Delivery.objects.filter(leg__in=sold).order_by("leg__position")).values()
        assert not any(one.can_be_refunded for one in told)
    assert situation(legs(cast, placed.order_id)[0]).name == "executed_refunded"
    assert proved()
    for task in tasks(cast.olga):
        give_back_line(delivery_id=task.delivery_id, reason="Goodwill", by=cast.olga, at=NOON)
    work()
    assert proved()
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Subscription.objects.filter(seller_id=cast.kleinbach, ended_on=None).exists()
