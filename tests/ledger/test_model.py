"""The books against a small model in plain Python: whatever is done, both say the same (FUN-8).

The functions of the database are called as orders and staff call them, over one to five tiers in four currencies, in
any order that Hypothesis comes up with; after each step wallets, holds, warnings and the proof are compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.types.json import Jsonb

from handsel.cli.demo.story import Cast
from tests.cast import NOON
from tests.database import Clone
from tests.ledger.direct import CURRENCIES, chain_of_five, direct

TIERS = st.integers(0, 4)
MINOR = st.integers(1, 3_000)


@dataclass
class Wallet:
    """What the model knows of a wallet."""

    balance: int = 0
    held: int = 0
    credit: int = 0
    excess: int = 0
    low: int | None = None
    is_low: bool = False
    warnings: int = 0

    @property
    def available(self) -> int:
        return self.balance - self.held + self.credit

    def commit(self) -> None:
        """Do what the end of a transaction does."""
        self.excess = min(self.excess, max(0, -self.available))
        low = self.low is not None and self.available < self.low
        self.warnings += low and not self.is_low
        self.is_low = low


@dataclass
class Order:
    """What the model knows of an order: what each tier pays, and how far up it is held."""

    prices: list[int]
    held: dict[int, int] = field(default_factory=dict)
    part: int = 0
    is_settled: bool = False

    def kept(self, place: int) -> int:
        return self.held.get(place, 0) + (self.part if place == 0 else 0)


class Books(RuleBasedStateMachine):
    """Deposits, charges, holds, settlements over tiers, releases, reversals and limits."""

    connection: psycopg.Connection[Any]
    chain: list[tuple[int, int]]

    @initialize()
    def begin(self) -> None:
        self.count = 0
        self.wallets = [Wallet() for _ in self.chain]
        self.orders: list[Order] = []
        self.moves: list[tuple[int, int, int]] = []
        self.reversed: set[int] = set()
        for place, (seller, buyer) in enumerate(self.chain):
            read = "SELECT balance_minor FROM ledger_wallet WHERE seller_id = %s AND buyer_id = %s"
            self.wallets[place].balance = self.one(read, seller, buyer)

    def teardown(self) -> None:
        self.connection.rollback()

    def one(self, statement: str, *values: Any) -> Any:
        row = self.connection.execute(statement, values).fetchone()  # type: ignore[call-overload]  # texts of this file
        return row[0] if row else None

    def commit(self) -> None:
        """Let the database do what it does at the end of a transaction, and the model too."""
        self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for wallet in self.wallets:
            wallet.commit()

    def leg(self, place: int, minor: int, hold: str | None = None) -> dict[str, Any]:
        seller, buyer = self.chain[place]
        against = [{"role": "adjustment" if hold is None else "revenue", "amount": -minor}]
        legs = {"seller": seller, "buyer": buyer, "currency": CURRENCIES[place], "amount": minor, "against": against}
        return legs | ({"hold": hold} if hold else {})

    @rule(place=TIERS, minor=st.one_of(MINOR, MINOR.map(lambda minor: -minor)), times=st.integers(1, 2))
    def move(self, place: int, minor: int, times: int) -> None:
        self.count += 1
        wallet, kind = self.wallets[place], "credit_note" if minor > 0 else "debit_note"
        is_short = minor < 0 and wallet.available + minor < 0
        for _ in range(times):
            answer = self.one(
                "SELECT ledger_move(%s, %s, %s, NULL, 'Test', 'r', %s)",
                f"move:{self.count}", kind, NOON, Jsonb(self.leg(place, minor)),
            )  # fmt: skip
            assert answer == (1 if is_short else 0)
        if not is_short:
            wallet.balance += minor
            transfer = self.one("SELECT id FROM ledger_transfer WHERE key = %s", f"move:{self.count}:1")
            self.moves.append((transfer, place, minor))
        self.commit()

    @precondition(lambda self: self.moves)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        transfer, place, minor = data.draw(st.sampled_from(self.moves))
        answer = self.one("SELECT ledger_reverse(%s, %s, NULL, 'Test', 'r')", transfer, NOON)
        wallet = self.wallets[place]
        if transfer in self.reversed:
            assert answer == -1
        elif minor > wallet.available:
            assert answer is None
        else:
            assert answer > 0
            self.reversed.add(transfer)
            wallet.balance -= minor
        self.commit()

    @rule(place=TIERS, credit=st.integers(0, 4_000), low=st.none() | st.integers(0, 4_000))
    def set_limits(self, place: int, credit: int, low: int | None) -> None:
        seller, buyer = self.chain[place]
        pk = self.one("SELECT id FROM ledger_wallet WHERE seller_id = %s AND buyer_id = %s", seller, buyer)
        self.one("SELECT ledger_set_limits(%s, %s, %s, %s)", pk, credit, low, NOON)
        wallet = self.wallets[place]
        wallet.credit, wallet.low = credit, low
        wallet.excess = max(0, -wallet.available)
        self.commit()

    @rule(tiers=st.integers(1, 5), price=MINOR)
    def place_order(self, tiers: int, price: int) -> None:
        self.orders.append(Order([max(1, price - 100 * tier) for tier in range(tiers)]))

    def legs_of(self, number: int, last: int) -> list[dict[str, Any]]:
        prices = self.orders[number].prices
        return [self.leg(place, -prices[place], f"order:{number}:{place}") for place in range(last + 1)]

    def first_short(self, order: Order, last: int) -> int:
        for place in range(last + 1):
            kept, price = order.kept(place), order.prices[place]
            if price > kept and self.wallets[place].available + kept - price < 0:
                return place + 1
        return 0

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.orders))))
        order = self.orders[number]
        if order.is_settled:
            return
        last = data.draw(st.integers(0, len(order.prices) - 1))
        expected = self.first_short(order, last)
        answer = self.one("SELECT ledger_hold(%s, %s)", Jsonb(self.legs_of(number, last)), NOON)
        assert answer == expected
        if not expected:
            for place in range(last + 1):
                if place not in order.held:
                    self.wallets[place].held += order.prices[place] - order.kept(place)
                    order.held[place] = order.prices[place]
            order.part = 0
        self.commit()

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def hold_part(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.orders))))
        order, wallet = self.orders[number], self.wallets[0]
        if order.is_settled or order.held:
            return
        part = data.draw(st.integers(1, order.prices[0]))
        expected = 1 if part > order.part and wallet.available + order.part - part < 0 else 0
        answer = self.one("SELECT ledger_hold(%s, %s)", Jsonb([self.leg(0, -part, f"order:{number}:0:part")]), NOON)
        assert answer == expected
        if not expected:
            wallet.held += part - order.part
            order.part = part
        self.commit()

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.orders))))
        order, last = self.orders[number], len(self.orders[number].prices) - 1
        expected = 0 if order.is_settled else self.first_short(order, last)
        answer = self.one(
            "SELECT ledger_post(%s, 'invoice', %s, NULL, 'Test', 'r', %s)",
            f"order:{number}", NOON, Jsonb(self.legs_of(number, last)),
        )  # fmt: skip
        assert answer == expected
        if not expected and not order.is_settled:
            self.free(order)
            order.is_settled = True
            for place, price in enumerate(order.prices):
                self.wallets[place].balance -= price
        self.commit()

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.orders))))
        order = self.orders[number]
        if not order.is_settled:
            keys = [f"order:{number}:{place}" for place in range(5)] + [f"order:{number}:0:part"]
            self.one("SELECT ledger_release(%s, %s)", keys, NOON)
            self.free(order)
        self.commit()

    def free(self, order: Order) -> None:
        for place, kept in order.held.items():
            self.wallets[place].held -= kept
        self.wallets[0].held -= order.part
        order.held, order.part = {}, 0

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "wallets"):
            return
        for wallet, (seller, buyer) in zip(self.wallets, self.chain, strict=True):
            told = self.connection.execute(
                "SELECT balance_minor, held_minor, credit_limit_minor, excess_minor, is_low FROM ledger_wallet"
                " WHERE seller_id = %s AND buyer_id = %s",
                [seller, buyer],
            ).fetchone()
            assert told == (wallet.balance, wallet.held, wallet.credit, wallet.excess, wallet.is_low)
            warned = self.one(
                "SELECT count(*) FROM timeline_event WHERE name = 'funds.ran_low' AND seller_id = %s"
                " AND account_id = %s",
                seller, buyer,
            )  # fmt: skip
            assert warned == wallet.warnings

    @invariant()
    def the_proof_finds_nothing(self) -> None:
        assert faults_of(self.connection) == []


def faults_of(connection: "psycopg.Connection[Any]") -> list[str]:
    """Return what does not add up, but for documents, which these tests do not write."""
    scope = connection.execute("SELECT current_setting('handsel.scope')").fetchone()
    connection.execute("SELECT set_config('handsel.scope', '', true)")  # all sellers: for those who have no scope
    rows = connection.execute("SELECT fault FROM ledger_faults(NULL, NULL)").fetchall()
    connection.execute("SELECT set_config('handsel.scope', %s, true)", scope)
    return [fault for (fault,) in rows if "never written" not in fault]


@pytest.fixture
def books(committed_db: Clone, cast: Cast) -> Iterator[type[Books]]:
    """The machine, on a chain of five tiers in a database of its own."""
    chain = chain_of_five(cast)
    with direct(committed_db, *{seller for seller, _ in chain}) as connection:
        yield type("Chained", (Books,), {"connection": connection, "chain": chain})


@pytest.mark.covers("FUN-8", "FUN-4", "FUN-6", "CAT-5")
def test_the_books_and_a_plain_model_never_differ(books):
    run_state_machine_as_test(
        books,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
