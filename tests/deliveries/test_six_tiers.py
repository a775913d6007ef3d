"""One order through six tiers in four currencies, against a table made by hand (ORD-11, CAT-5, ORD-12).

A thing costs the operator 10.00 EUR. Each tier puts its markup on what it pays, converted at its own rate and rounded
first; three of it are bought.

| seller | cost in its currency | markup | price | three |
|---|---:|---:|---:|---:|
| operator | 10.00 EUR | 10 % | 11.00 EUR | 33.00 |
| first, at 1.08 | 11.88 USD | 5 % | 12.47 USD | 37.41 |
| second | 12.47 USD | 20 % | 14.96 USD | 44.88 |
| third, at 0.307 | 4.593 KWD | 10 % | 5.052 KWD | 15.156 |
| fourth, at 490 | 2475 JPY | 8 % | 2673 JPY | 8019 |
| fifth | 2673 JPY | 25 % | 3341 JPY | 10023 |
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.data import Handed
from handsel.deliveries.refunding import ask_refund
from handsel.deliveries.working import deliver
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.models import Wallet
from handsel.ledger.receiving import Received
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.status import situation
from handsel.orders.wanted import LineWanted
from handsel.reports.proving import prove_all
from tests.cast import NOON
from tests.deliveries.delivering import tasks, work
from tests.deliveries.refunding import line_ids, rule
from tests.orders.branches import customer, give_rate, leg_of, mark_up, owner_of, supply, tier

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-11", "CAT-5", "FUN-8")]

QUANTITY = 3
PAID_IN = 100_000
"""Minor units that are in each wallet before."""
SHORT = 2
"""The place of the edge on which the third tier buys: the lock is in the middle."""


class Edge(NamedTuple):
    """One line of the table."""

    currency: str
    rate: str
    cost: int
    markup: int
    price: int
    three: int


TABLE = (
    Edge("EUR", "", 1_000, 10, 1_100, 3_300),
    Edge("USD", "1.08", 1_188, 5, 1_247, 3_741),
    Edge("USD", "", 1_247, 20, 1_496, 4_488),
    Edge("KWD", "0.307", 4_593, 10, 5_052, 15_156),
    Edge("JPY", "490", 2_475, 8, 2_673, 8_019),
    Edge("JPY", "", 2_673, 25, 3_341, 10_023),
)


@dataclass(frozen=True)
class Branch:
    """The six sellers from the operator down, the customer below them, and the plan."""

    parties: tuple[int, ...]
    plan: int

    def seller(self, place: int) -> Actor:
        return owner_of(self.parties[place])

    def pay(self, place: int, minor: int, key: str) -> None:
        """Let the buyer of an edge pay in."""
        received = Received(Money(minor, TABLE[place].currency), PaidBy.BANK_TRANSFER, NOON.date(), key)
        add_funds(buyer_id=self.parties[place + 1], received=received, by=self.seller(place), at=NOON)

    def order(self) -> Leg:
        """Let the fifth tier order for its customer."""
        lines = [LineWanted(self.plan, QUANTITY)]
        return order_for(buyer_id=self.parties[6], lines=lines, by=self.seller(5), at=NOON)

    def wallets(self) -> list[tuple[int, int]]:
        """Return the balance and what is held on each edge, from the operator's down."""
        found = []
        for seller, buyer in zip(self.parties, self.parties[1:], strict=False):
            with transaction.atomic(), scoped(owner_of(seller).scope):
                one = Wallet.objects.get(seller_id=seller, buyer_id=buyer)
                found.append((one.balance_minor, one.held_minor))
        return found

    def leg(self, place: int, order_id: int) -> Leg:
        return leg_of(self.parties[place], order_id)[0]


@pytest.fixture
def branch(cast: Cast) -> Branch:
    parties = [cast.operator]
    for edge in TABLE[:-1]:
        parties.append(tier(parties[-1], edge.currency))
    parties.append(customer(parties[-1], TABLE[-1].currency))
    bought_in = "EUR"
    for seller, edge in zip(parties, TABLE, strict=False):
        mark_up(seller, Decimal(edge.markup))
        if edge.rate:
            give_rate(seller, bought_in, edge.currency, edge.rate)
        bought_in = edge.currency
    made = Branch(tuple(parties), supply(cast.operator, Money(1_000, "EUR")))
    for place in range(6):
        made.pay(place, PAID_IN, f"first-{place}")
    return made


FULL = [(PAID_IN, 0)] * 6
SPENT = [(PAID_IN - edge.three, 0) for edge in TABLE]


def right(branch: Branch, wallets: list[tuple[int, int]]) -> None:
    """Check that wallets are as told and that everything is proved."""
    assert branch.wallets() == wallets
    assert prove_all().faults == []


def lacks(branch: Branch, minor: int) -> None:
    """Let the wallet of the third tier lack so much for the order."""
    amount = Money(PAID_IN - TABLE[SHORT].three + minor, TABLE[SHORT].currency)
    wanted = Wanted(Document.DEBIT_NOTE, amount, "Spent otherwise", "spent")
    adjust_wallet(buyer_id=branch.parties[SHORT + 1], wanted=wanted, by=system(branch.parties[SHORT]), at=NOON)


def test_each_leg_says_what_the_table_says(branch):
    leg = branch.order()

    for place, edge in enumerate(TABLE):
        found, line, conversion = leg_of(branch.parties[place], leg.order_id)
        assert conversion
        assert (conversion.converted, line.unit_minor) == (Money(edge.cost, edge.currency), edge.price)
        assert (line.currency, found.gross_minor) == (edge.currency, edge.three)
    right(branch, SPENT)


def test_a_lock_in_the_middle_opens_when_funds_arrive_and_what_was_executed_is_refunded(branch):
    # given a third tier that is one cent short
    locked_at = [(PAID_IN, 0)] * 6
    lacks(branch, 1)
    locked_at[SHORT] = (TABLE[SHORT].three - 1, 0)

    # when it is ordered, it is locked there and nobody is debited
    leg = branch.order()
    assert situation(branch.leg(SHORT, leg.order_id)).name == "locked"
    assert [situation(branch.leg(place, leg.order_id)).name for place in (4, 5)] == ["in_progress"] * 2
    assert [balance for balance, _held in branch.wallets()] == [balance for balance, _held in locked_at]
    assert branch.wallets()[5][1] == TABLE[5].three
    assert prove_all().faults == []

    # when the cent arrives, all are debited at once
    branch.pay(SHORT, 1, "the cent")
    work()
    settled = SPENT.copy()
    settled[SHORT] = (0, 0)
    right(branch, settled)

    # when it is delivered, and refunded on every edge by rules
    operator = branch.seller(0)
    deliver(delivery_ids=[task.delivery_id for task in tasks(operator)], handed=Handed(), by=operator, at=NOON)
    assert situation(branch.leg(5, leg.order_id)).name == "executed"
    right(branch, settled)
    for place in range(6):
        rule(branch.seller(place), 0)
    seller = branch.seller(5)
    ask_refund(leg_id=leg.pk, line_ids=line_ids(seller, leg), reason="Ordered twice", by=seller, at=NOON)

    # then each has what it had
    back = FULL.copy()
    back[SHORT] = (TABLE[SHORT].three, 0)
    right(branch, back)


def test_two_tiers_agree_before_anything_is_debited(branch):
    for place in (4, 2):
        set_approval(account_id=branch.parties[place + 1], required=True, by=branch.seller(place), at=NOON)

    leg = branch.order()
    assert [balance for balance, _held in branch.wallets()] == [PAID_IN] * 6
    approve_order(leg_id=branch.leg(4, leg.order_id).pk, by=branch.seller(4), at=NOON)
    assert [balance for balance, _held in branch.wallets()] == [PAID_IN] * 6
    assert prove_all().faults == []
    approve_order(leg_id=branch.leg(2, leg.order_id).pk, by=branch.seller(2), at=NOON)

    right(branch, SPENT)


def test_what_is_canceled_while_it_is_locked_leaves_all_as_it_was(branch):
    lacks(branch, 1)
    before = branch.wallets()
    leg = branch.order()
    assert branch.wallets()[5][1] == TABLE[5].three

    reject_order(leg_id=leg.pk, reason="Too late", by=branch.seller(5), at=NOON)
    branch.pay(SHORT, 1, "the cent")
    work()

    before[SHORT] = (TABLE[SHORT].three, 0)
    assert situation(branch.leg(5, leg.order_id)).status == "Canceled"
    right(branch, before)
