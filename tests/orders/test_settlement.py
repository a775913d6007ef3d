"""An order settles through every tier at once, or not at all (ORD-11)."""

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.subscriptions.models import Subscription
from handsel.timeline.models import Event
from handsel.timeline.reading import newest_xact
from tests.cast import NOON, wallet
from tests.orders.buying import buy, leg_of

pytestmark = pytest.mark.django_db


def work(cast: Cast) -> None:
    """Let the worker do what is due, until nothing is left."""
    del cast
    while run_once(at=NOON, horizon=newest_xact()):
        pass


def balances(cast: Cast) -> list[int]:
    edges = ((cast.kleinbach, cast.bakery), (cast.nordlicht, cast.kleinbach), (cast.operator, cast.nordlicht))
    return [wallet(*edge).balance_minor for edge in edges]


@pytest.mark.covers("ORD-11", "CAT-2")
def test_every_tier_pays_its_own_price_when_the_last_one_agrees(cast):
    leg = buy(cast)
    assert situation(leg).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792

    leg = approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert situation(leg).status == "In progress"
    assert balances(cast) == [10_000 - 792, 10_000 - 660, 10_000 - 550]
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert prove_books().faults == []
    assert order_faults() == []


@pytest.mark.covers("ORD-11")
def test_one_short_tier_leaves_every_wallet_as_it_was_until_funds_arrive(cast):
    leg = buy(cast, "MOVE", "Per site")
    assert situation(leg).name == "awaiting_approval"

    # Nordlicht owes the operator 66.00 and has 100.00 after a second purchase took the rest.
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    fund(cast.karl, cast.bakery, 100_00, "second", NOON)
    fund(cast.nora, cast.kleinbach, 100_00, "second", NOON)
    before = balances(cast)
    second = buy(cast, "MOVE", "Per site")
    approve_order(leg_id=second.pk, by=cast.karl, at=NOON)

    assert balances(cast) == before
    assert situation(leg_of(cast.berta, second.order_id, cast.bakery)).status == "In progress"
    assert situation(leg_of(cast.karl, second.order_id, cast.kleinbach)).status == "In progress"
    assert situation(leg_of(cast.nora, second.order_id, cast.nordlicht)).name == "locked"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == second.gross_minor

    fund(cast.olga, cast.nordlicht, 100_00, "second", NOON)
    work(cast)

    assert balances(cast) == [before[0] - 95_04, before[1] - 79_20, before[2] + 100_00 - 66_00]
    assert situation(leg_of(cast.berta, second.order_id, cast.bakery)).name == "executed"
    assert prove_books().faults == []
    assert order_faults() == []


@pytest.mark.covers("ORD-11")
def test_only_the_tier_that_blocks_and_its_seller_are_told_of_missing_funds(cast):
    leg = buy(cast, "MOVE", "Per site")
    fund(cast.karl, cast.bakery, 100_00, "second", NOON)
    fund(cast.nora, cast.kleinbach, 100_00, "second", NOON)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    approve_order(leg_id=buy(cast, "MOVE", "Per site").pk, by=cast.karl, at=NOON)

    told = {}
    for actor in (cast.olga, cast.nora, cast.karl):
        with transaction.atomic(), scoped(actor.scope):
            told[actor.seller_id] = Event.objects.filter(name="order.short_of_funds").count()

    assert told == {cast.operator: 1, cast.nordlicht: 0, cast.kleinbach: 0}


@pytest.mark.covers("ORD-2")
def test_a_short_buyer_awaits_payment_and_goes_on_by_itself_when_the_money_is_there(cast):
    leg = buy(cast, "MOVE", "Per site", quantity=2)
    assert situation(leg).status == "Awaiting payment"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0

    fund(cast.karl, cast.bakery, 200_00, "top-up", NOON)
    work(cast)

    leg = leg_of(cast.karl, leg.order_id, cast.bakery)
    assert situation(leg).name == "awaiting_approval"
    assert wallet(cast.kleinbach, cast.bakery).held_minor == leg.gross_minor


@pytest.mark.covers("ORD-11")
def test_an_executed_monthly_line_runs_on_at_every_tier_with_that_tiers_price(cast):
    leg = buy(cast, "WEB-S", quantity=3)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work(cast)

    rates = []
    for actor in (cast.karl, cast.nora, cast.olga):
        with transaction.atomic(), scoped(actor.scope):
            rates.append(Subscription.objects.get(seller_id=actor.seller_id).net_minor)
    assert rates == [3 * 792, 3 * 660, 3 * 550]
