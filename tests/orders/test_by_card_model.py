"""Orders paid by card, whatever happens in whichever order: each that settles is paid once, and nothing else is."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.cli.demo.story import Cast, fund
from handsel.gateways.play.server import PlayServer
from handsel.gateways.reconciling import ask_gateways
from handsel.identity.actor import Actor
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order, pay_order_again, reject_order
from handsel.orders.models import Leg
from handsel.orders.waiting import let_go_stale_cards
from tests.cast import NOON
from tests.gateways.playing import saved_card
from tests.orders.buying import buy
from tests.orders.carding import emptied, proven, with_card

CARDS = {
    "pays": "4242424242424242",
    "refused": "4000000000000341",
    "lost": "4000000000000101",
    "slow": "4000000000000093",
    "silent": "4000000000000085",
}
STEPS = st.one_of(
    st.just(("buy", "")),
    st.just(("approve", "")),
    st.just(("cancel", "")),
    st.just(("retry", "")),
    st.just(("fund", "")),
    st.just(("ask", "")),
    st.just(("go on", "")),
    st.sampled_from([("bakery's card", name) for name in CARDS]),
    st.sampled_from([("kleinbach's card", name) for name in CARDS]),
)


@contextmanager
def forgotten() -> Iterator[None]:
    """Do something in the database and undo it, as the tests around do."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # operations may begin their own within
    with atomic:
        yield
        transaction.set_rollback(True)


class World:
    """Bakery pays Kleinbach by card, and Kleinbach pays Nordlicht so."""

    def __init__(self, cast: Cast, play: PlayServer) -> None:
        self.cast, self.play, self.at = cast, play, NOON
        self.orders: list[Leg] = []
        for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach)):
            with_card(by, buyer)
            emptied(cast, by.seller_id, buyer)

    def do(self, step: str, what: str) -> None:
        cast, self.at = self.cast, self.at + timedelta(seconds=20)
        last = self.orders[-1].pk if self.orders else 0
        deeds: dict[str, Callable[[], object]] = {
            "buy": lambda: self.orders.append(buy(cast)),
            "approve": lambda: approve_order(leg_id=last, by=cast.karl, at=self.at),
            "cancel": lambda: reject_order(leg_id=last, reason="So", by=cast.karl, at=self.at),
            "retry": lambda: pay_order_again(leg_id=last, by=cast.karl, at=self.at),
            "fund": lambda: fund(cast.karl, cast.bakery, 500, f"more-{self.at}", self.at),
            "ask": self.ask,
            "go on": lambda: run_once(at=self.at),
            "bakery's card": lambda: saved_card(cast.bakery, cast.karl, CARDS[what]),
            "kleinbach's card": lambda: saved_card(cast.kleinbach, cast.nora, CARDS[what]),
        }
        with suppress(Refusal, Leg.DoesNotExist):
            deeds[step]()

    def ask(self) -> None:
        self.play.book.pass_time()
        ask_gateways(at=self.at)

    def rest(self) -> None:
        """Let hours pass in which nobody does anything but the worker."""
        for minutes in (1, 2, 4, 8, 70, 140, 210):
            self.turn(self.at + timedelta(minutes=minutes))

    def turn(self, at: datetime) -> None:
        for _ in range(3):
            self.play.book.pass_time()
            run_once(at=at)
            ask_gateways(at=at)
            let_go_stale_cards(at=at)

    def paid_by_card(self, by: Actor) -> Counter[int]:
        """Return the amounts that receipts of the seller of `by` say that cards paid."""
        with transaction.atomic(), scoped(by.scope):
            paid = Leg.objects.filter(seller_id=by.seller_id, settled_at__isnull=False)
            numbers = paid.values_list("number", flat=True)
            charges = [charge for leg in paid for charge in leg.edge.charges.filter(aim="capture")]
            assert {charge.order_number for charge in charges} <= set(numbers)
            return Counter({charge.pk: charge.amount_minor for charge in charges})


@pytest.mark.django_db
@pytest.mark.covers("ORD-4", "FUN-8")
def test_whatever_happens_cards_and_orders_agree_in_the_end(cast, play):
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEPS, min_size=4, max_size=14))
    def holds(steps: list[tuple[str, str]]) -> None:
        with forgotten():
            for rows in play.book.rows.values():
                rows.clear()
            world = World(cast, play)
            for step, what in [("buy", ""), ("approve", ""), *steps]:
                world.do(step, what)
            proven()
            world.rest()

            proven()
            taken = [row for row in play.book.rows["payments"].values() if row["state"] == "captured"]
            assert "authorised" not in {row["state"] for row in play.book.rows["payments"].values()}
            booked = world.paid_by_card(cast.karl) + world.paid_by_card(cast.nora)
            assert sorted(row["captured"] for row in taken) == sorted(booked.values())

    holds()
