"""The figures per account equal what they are figures of, whatever happens (ACC-10 to ACC-12)."""

import functools
import random

import pytest
from django.db import connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scope_of_transaction, scoped
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.segments.models import Figures, Tally
from handsel.segments.proof import segment_faults
from handsel.subscriptions.models import Subscription
from handsel.timeline.reading import newest_xact
from tests.cast import NOON
from tests.orders.buying import buy
from tests.orders.test_races import at_once


@pytest.mark.django_db
def test_the_cast_has_its_figures(cast):
    with scoped(cast.karl.scope):
        bakery = Figures.objects.get(pk=cast.bakery)
        tally = Tally.objects.get(seller_id=cast.kleinbach, kind="customer", currency="EUR")

    assert (bakery.kind, bakery.is_listed, bakery.currency) == ("customer", True, "EUR")
    assert bakery.users_count == 1
    assert tally.listed_count == 1
    assert segment_faults() == []


@pytest.mark.covers("ACC-12")
@pytest.mark.django_db
def test_an_order_counts_from_its_placing_and_runs_from_its_execution(cast):
    leg = buy(cast)
    assert figures(cast.karl, cast.bakery)[:2] == (1, 792)

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()

    assert figures(cast.karl, cast.bakery) == (1, 792, NOON, 792, 1)
    assert figures(cast.nora, cast.kleinbach) == (1, 660, NOON, 660, 1)
    with scoped(cast.karl.scope):
        tally = Tally.objects.get(seller_id=cast.kleinbach, kind="customer", currency="EUR")
    assert (tally.listed_count, tally.transacting_count, tally.run_rate) == (1, 1, 792)


@pytest.mark.django_db
def test_a_canceled_order_does_not_count(cast):
    leg = buy(cast)

    reject_order(leg_id=leg.pk, reason="A double.", by=cast.karl, at=NOON)

    assert figures(cast.karl, cast.bakery) == (0, 0, None, 0, 0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.django_db
def test_figures_equal_the_truth_after_whatever_happens(cast, seed):
    dice = random.Random(seed)

    for _ in range(25):
        dice.choice(HAPPENINGS)(cast, dice)
        assert segment_faults() == [], f"seed {seed}"


def _buy(cast: Cast, dice: random.Random) -> None:
    sku, plan = dice.choice([("WEB-S", "Monthly"), ("MOVE", "Per site")])
    buy(cast, sku, plan, dice.randint(1, 2))


def _decide(cast: Cast, dice: random.Random) -> None:
    with scoped(cast.karl.scope):
        legs = list(Leg.objects.filter(seller_id=cast.kleinbach, fulfilment="none"))
    if not legs:
        return
    leg = dice.choice(legs)
    try:
        if dice.random() < 0.7:
            approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
        else:
            reject_order(leg_id=leg.pk, reason="No.", by=cast.karl, at=NOON)
    except Refusal:
        pass  # it waits for money


def _fund(cast: Cast, dice: random.Random) -> None:
    who, whom = dice.choice([(cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)])
    fund(who, whom, 50_00, str(dice.random()), NOON)


def _end(cast: Cast, dice: random.Random) -> None:
    with transaction.atomic(), scope_of_transaction(cast.karl.scope):
        running = Subscription.objects.filter(seller_id=cast.kleinbach, ended_on=None).order_by("pk")
        Subscription.objects.filter(pk__in=list(running[: dice.randint(0, 1)].values_list("pk", flat=True))).update(
            ended_on=NOON.date()
        )


def _let_go(cast: Cast, dice: random.Random) -> None:
    with transaction.atomic(), scope_of_transaction(cast.karl.scope):
        people = User.objects.filter(seats__buyer=cast.bakery).exclude(pk=cast.berta.user_id)
        people.update(deactivated_at=dice.choice([None, NOON]))


def _welcome(cast: Cast, dice: random.Random) -> None:
    key = str(dice.random())
    with transaction.atomic(), scope_of_transaction(cast.karl.scope):
        user = User.objects.create(
            seller_id=cast.kleinbach, login_key=key, email=key, first_name="New", last_name="One", created_at=NOON
        )
        Seat.objects.create(seller_id=cast.kleinbach, user=user, buyer_id=cast.bakery, role="buyer")


def _work(cast: Cast, dice: random.Random) -> None:
    work()


HAPPENINGS = (_buy, _decide, _fund, _end, _let_go, _welcome, _work)


def work() -> None:
    while run_once(at=NOON, horizon=newest_xact()):
        pass
    with connection.cursor() as cursor:  # what a commit does, which readers of the timeline leave to it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def figures(by: Actor, account_id: int) -> tuple:
    with transaction.atomic(), scoped(by.scope):
        found = Figures.objects.get(pk=account_id)
    return (found.orders_count, found.orders_minor, found.last_order_at, found.run_rate_minor, found.running_count)


@pytest.mark.usefixtures("committed_db")
def test_orders_and_the_worker_at_once_never_wait_for_each_other_in_a_circle(cast):
    fund(cast.karl, cast.bakery, 5_000_00, "much", NOON)
    fund(cast.nora, cast.kleinbach, 5_000_00, "much", NOON)
    fund(cast.olga, cast.nordlicht, 5_000_00, "much", NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = next(offer for offer in offers_to(cast.bakery) if offer.sku == "WEB-S").plan_id
    buyers = [
        add_customer(
            details=AccountDetails(contact_name=f"Buyer {n}", email=f"buyer{n}@shop.example"), by=cast.karl, at=NOON
        ).pk
        for n in range(3)
    ]
    for buyer in buyers:
        fund(cast.karl, buyer, 500_00, f"much {buyer}", NOON)

    def buys(buyer: int) -> str:
        for _ in range(8):
            order = put_in_cart(buyer_id=buyer, plan_id=plan, quantity=1, by=cast.karl, at=NOON)
            place_order(order_id=order.pk, by=cast.karl, at=NOON)
        return "bought"

    def works() -> str:
        for _ in range(30):
            run_once(at=NOON)
        return "worked"

    answers = at_once([*(functools.partial(buys, buyer) for buyer in buyers), works])

    assert answers == ["bought"] * 3 + ["worked"]
    assert segment_faults() == []
    assert sum(figures(cast.karl, buyer)[0] for buyer in buyers) == 24
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone() == (0,)
