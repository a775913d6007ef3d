"""The life of an order keeps to its table, whatever is done with it in whatever order (ORD-2)."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.working import deliver, fail_deliveries, retry_deliveries
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.operation import Taken
from handsel.kernel.refusal import Refusal
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.limits import set_limits
from handsel.ledger.models import Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.orders.approval import approve_order, reject_order, retry_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.moves import MOVES, may_follow
from handsel.orders.payment_models import OrderPayment
from handsel.orders.proof import order_faults
from handsel.orders.receiving import record_payment
from handsel.orders.repricing import ask_buyer, confirm_price, decline_price, new_price
from handsel.orders.status import SITUATIONS, situation
from handsel.orders.waiting import retry_waiting_orders
from handsel.orders.withdrawing import withdraw_order
from tests.cast import NOON
from tests.deliveries.delivering import by_hand
from tests.orders.branches import mark_up
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-2")]


def test_the_table_names_each_situation_once_and_leads_nowhere_else():
    rows = {row.name for row in SITUATIONS}

    assert set(MOVES) == rows | {"incomplete"}
    assert {after for moves in MOVES.values() for after in moves} <= rows


class Walk:
    """Orders of Bakery, through Kleinbach, Nordlicht and the operator, and what somebody does with them next."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.dice = random.Random(seed)
        self.sellers = {cast.kleinbach: cast.karl, cast.nordlicht: cast.nora, cast.operator: cast.olga}
        self.stands: dict[int, str] = {}
        self.seen: set[tuple[str, str]] = set()
        self.at = NOON
        by_hand(cast, "WEB-S", "MOVE")

    def owe(self) -> None:
        """Begin with an order that is executed on credit."""
        for seller, buyer in ((self.cast.kleinbach, self.cast.bakery), (self.cast.nordlicht, self.cast.kleinbach)):
            self.lend_to(seller, buyer, 30_000)
        leg = buy(self.cast, "TLS", "One year", 2)
        self.look(self.owe)
        approve_order(leg_id=leg.pk, by=self.cast.karl, at=self.at)
        self.look(self.owe)
        self.deliver()
        self.hand_over(self.tasks()[0])
        self.look(self.owe)

    def step(self) -> None:
        self.at += timedelta(minutes=1)
        deed = self.dice.choice([self.order, self.accept, self.accept, self.reject, self.pay, self.fund, self.retry,
                                 self.switch, self.deliver, self.supply, self.supply, self.reprice,
                                 self.lend, self.withdraw, self.bounce, self.pay_parts, self.agree_below]
                                )  # fmt: skip
        self.do(deed)
        self.look(deed)

    def do(self, deed: Callable[[], object]) -> None:
        """Do what may be refused, but never because of what somebody else did: nobody else is there."""
        try:
            deed()
        except Taken:
            raise
        except Refusal:
            pass

    def look(self, deed: Callable[[], object]) -> None:
        for seller in self.sellers:
            for leg in self.legs(seller):
                axes = leg.payment, leg.approval, leg.fulfilment
                assert len([row for row in SITUATIONS if row.covers(*axes, is_asked=leg.asked_at is not None)]) == 1
                before, after = self.stands.get(leg.pk, "incomplete"), situation(leg).name
                assert may_follow(before, after), f"{deed.__name__}: {before} -> {after}"
                if before != after:
                    self.seen.add((before, after))
                self.stands[leg.pk] = after

    def legs(self, seller: int) -> list[Leg]:
        with transaction.atomic(), scoped(system(seller).scope):
            return list(Leg.objects.filter(seller_id=seller))

    def any_leg(self) -> tuple[Leg, Actor]:
        seller, by = self.dice.choice(list(self.sellers.items()))
        legs = self.legs(seller)
        open_ones = [leg for leg in legs if leg.owed or (not leg.settled_at and leg.fulfilment != "canceled")]
        return self.dice.choice(open_ones or [None]), by  # type: ignore[list-item]

    def order(self) -> None:
        sku, plan = self.dice.choice([("WEB-S", "Monthly"), ("TLS", "One year"), ("MOVE", "Per site")])
        buy(self.cast, sku, plan, self.dice.choice([1, 1, 2]))

    def accept(self) -> None:
        leg, by = self.any_leg()
        if leg:
            approve_order(leg_id=leg.pk, by=by, at=self.at)

    def reject(self) -> None:
        leg, by = self.any_leg()
        if leg and self.dice.random() < 0.3:
            reject_order(leg_id=leg.pk, reason="No", by=by, at=self.at)

    def withdraw(self) -> None:
        """Let the buyer say that it does not want it after all."""
        waiting = [leg for leg in self.legs(self.cast.kleinbach) if not leg.settled_at and leg.fulfilment != "canceled"]
        if waiting and self.dice.random() < 0.3:
            withdraw_order(leg_id=self.dice.choice(waiting).pk, by=self.cast.berta, at=self.at)

    def pay(self) -> None:
        leg, by = self.any_leg()
        if leg:
            amount = Money(self.dice.choice([leg.owed_minor or leg.gross_minor, 500]), leg.currency)
            received = Received(amount, PaidBy.CASH, self.at.date(), f"walk-{self.at:%H%M%d}")
            record_payment(leg_id=leg.pk, received=received, by=by, at=self.at)

    def pay_parts(self) -> None:
        """Pay an order that waits in parts, one after the other, and have it tried again."""
        waiting = [leg for leg in self.legs(self.cast.kleinbach) if situation(leg).name == "awaiting_payment"]
        leg = self.dice.choice(waiting) if waiting else buy(self.cast, "TLS", "One year", 4)
        for part in range(self.dice.choice([2, 3])):
            received = Received(Money(self.dice.choice([100, 700]), leg.currency), PaidBy.CASH, self.at.date(),
                                f"part-{part}-{self.at:%H%M%d}")  # fmt: skip
            self.do(lambda received=received: record_payment(leg_id=leg.pk, received=received, by=self.cast.karl,
                                                             at=self.at))  # fmt: skip
            self.look(self.pay_parts)
        retry_order(order_id=leg.order_id, by=self.cast.karl, at=self.at)

    def agree_below(self) -> None:
        """Let the buyer agree to a new price while a tier above is to agree, too, or has no money."""
        set_approval(account_id=self.cast.bakery, required=True, by=self.cast.karl, at=self.at)
        required = self.dice.random() < 0.5
        set_approval(account_id=self.cast.kleinbach, required=required, by=self.cast.nora, at=self.at)
        self.lend_to(self.cast.nordlicht, self.cast.kleinbach, 0)
        fund(self.cast.karl, self.cast.bakery, 30_000, f"agree-{self.at:%H%M%d}", self.at)
        leg = buy(self.cast, *self.dice.choice([("WEB-S", "Monthly"), ("TLS", "One year", 2)]))
        self.look(self.agree_below)
        mark_up(self.cast.kleinbach, Decimal(self.dice.choice([15, 35, 55])))
        ask_buyer(leg_id=leg.pk, by=self.cast.karl, at=self.at)
        self.look(self.agree_below)
        self.answer(leg)

    def bounce(self) -> None:
        """Take a payment back that was recorded for an order."""
        with transaction.atomic(), scoped(system(self.cast.kleinbach).scope):
            paid = list(OrderPayment.objects.filter(seller_id=self.cast.kleinbach).order_by("pk"))
            moved = [Receipt.objects.get(pk=one.receipt_id).transfer_id for one in paid]
        if moved:
            transfer = self.dice.choice(moved)
            reverse_transfer(transfer_id=transfer, reason="Bounced", by=self.cast.karl, at=self.at)

    def fund(self) -> None:
        seller, buyer = self.dice.choice(
            [(self.cast.kleinbach, self.cast.bakery), (self.cast.nordlicht, self.cast.kleinbach),
             (self.cast.operator, self.cast.nordlicht)]
        )  # fmt: skip
        fund(self.sellers[seller], buyer, self.dice.choice([1_000, 15_000]), f"fund-{self.at:%H%M%d}", self.at)
        retry_waiting_orders(at=self.at)

    def lend(self) -> None:
        """Let a buyer owe something, or less again."""
        seller, buyer = self.dice.choice(
            [(self.cast.kleinbach, self.cast.bakery), (self.cast.nordlicht, self.cast.kleinbach)]
        )
        self.lend_to(seller, buyer, self.dice.choice([0, 20_000, 50_000]))

    def lend_to(self, seller: int, buyer: int, minor: int) -> None:
        limit = Money(minor, "EUR")
        by = self.sellers[seller]
        set_limits(buyer_id=buyer, credit_limit=limit, low_balance=None, below_use=True, by=by, at=self.at)
        retry_waiting_orders(at=self.at)

    def retry(self) -> None:
        leg, by = self.any_leg()
        if leg:
            retry_order(order_id=leg.order_id, by=by, at=self.at)

    def switch(self) -> None:
        seller, buyer = self.dice.choice(
            [(self.cast.kleinbach, self.cast.bakery), (self.cast.nordlicht, self.cast.kleinbach)]
        )
        required = self.dice.random() < 0.5
        set_approval(account_id=buyer, required=required, by=self.sellers[seller], at=self.at)

    def reprice(self) -> None:
        """Raise prices and ask the buyer, or let it answer."""
        waiting = [leg for leg in self.legs(self.cast.kleinbach) if situation(leg).name == "awaiting_buyer"]
        if not waiting:
            mark_up(self.cast.kleinbach, Decimal(self.dice.choice([10, 30, 50])))
            leg = self.dice.choice([leg for leg in self.legs(self.cast.kleinbach) if not leg.settled_at] or [None])
            if leg:
                ask_buyer(leg_id=leg.pk, by=self.cast.karl, at=self.at)
            return
        self.answer(waiting[0], declines=0.3)

    def answer(self, leg: Leg, *, declines: float = 0) -> None:
        with transaction.atomic(), scoped(self.cast.berta.scope):
            new = new_price(leg, at=self.at)
        if self.dice.random() < declines or new is None:
            decline_price(leg_id=leg.pk, by=self.cast.berta, at=self.at)
        else:
            confirm_price(leg_id=leg.pk, total=new.total, by=self.cast.berta, at=self.at)

    def deliver(self) -> None:
        settled = [leg for leg in self.legs(self.cast.kleinbach) if situation(leg).name == "in_progress"]
        with transaction.atomic(), scoped(system(self.cast.kleinbach).scope):
            for leg in settled:
                call_scalar("deliveries_open", leg.order_id, self.at)

    def tasks(self) -> list[int]:
        with transaction.atomic(), scoped(self.cast.olga.scope):
            return list(DeliveryTask.objects.filter(seller_id=self.cast.operator).values_list("delivery_id", flat=True))

    def hand_over(self, delivery: int) -> None:
        handed = Handed((("Licence key", "K-1"),))
        deliver(delivery_ids=[delivery], handed=handed, by=self.cast.olga, at=self.at)

    def supply(self) -> None:
        """Let the supplier hand over, fail, try again or pay back something, whatever became of it so far."""
        olga, made = self.cast.olga, self.tasks()
        if not made:
            return
        one, did = self.dice.choice(made), self.dice.random()
        if did < 0.5:
            self.hand_over(one)
        elif did < 0.75:
            fail_deliveries(delivery_ids=[one], reason="No", by=olga, at=self.at)
        elif did < 0.9:
            retry_deliveries(delivery_ids=[one], by=olga, at=self.at)
        else:
            give_back_line(delivery_id=one, reason="No", by=olga, at=self.at)


@pytest.mark.parametrize("seed", [7, 11, 23])
def test_a_walk_at_random_keeps_to_the_table_and_to_the_books(cast, seed):
    walk = Walk(cast, seed)

    walk.owe()
    for _ in range(100):
        walk.step()

    assert len(walk.seen) >= 6, walk.seen
    assert "executed_unpaid" in {after for _before, after in walk.seen}
    assert prove_books().faults == order_faults() == delivery_faults() == []
