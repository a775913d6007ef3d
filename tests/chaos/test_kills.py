"""Money moves over HTTP while everything is killed: nothing lost, doubled, drifted or overdrawn (FUN-8)."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.chaos.clients import Client, Told
from tests.chaos.stage import Stage, staged
from tests.chaos.sums import answered, balances, expected, kept

SEED, CLIENTS = 5, 6
LOST_AT_LEAST, REFUSED_AT_LEAST, SETTLED_WITHIN_SECONDS = 1, 100, 120
USUAL = {200, 201, 409, 422}

pytestmark = pytest.mark.covers("FUN-8", "FUN-5", "ORD-11", "OPS-1")


@pytest.fixture
def stage(django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), staged() as stage:
        yield stage


def test_money_moves_while_everything_is_killed(stage: Stage):
    play_and_add_up(stage, operations=3_000, database_kills=2, process_kills=6)


@pytest.mark.long
def test_money_moves_for_long_while_everything_is_killed(stage: Stage):
    play_and_add_up(stage, operations=30_000, database_kills=10, process_kills=30)


def play_and_add_up(stage: Stage, *, operations: int, database_kills: int, process_kills: int) -> None:
    before = {seller.account_id: balances(seller) for seller in stage.sellers}
    acts = [stage.kill_web, stage.kill_worker] * (process_kills // 2) + [stage.kill_database] * database_kills

    told = play(stage, acts, operations)

    assert len(told) == operations
    assert {one.status for one in told} <= USUAL
    assert sum(one.is_replay and one.lost > 0 for one in told) >= LOST_AT_LEAST
    assert Counter(one.body.get("code") for one in told)["wallet_short"] >= REFUSED_AT_LEAST
    for seller in stage.sellers:
        assert balances(seller) == expected(seller, before[seller.account_id], told)
        assert kept(seller) == answered(seller, told)
        assert {count for counted in kept(seller).values() for count in counted.values()} <= {1}
    assert prove_books().faults == order_faults() == []


def play(stage: Stage, acts: list[Callable[[], None]], operations: int) -> list[Told]:
    """Let the clients ask for `operations` things while `acts` happen, spread between; return all they were told."""
    clients = [Client(f"{SEED}-{n}", stage.portal.port, stage.sellers, operations // CLIENTS) for n in range(CLIENTS)]
    random.Random(SEED).shuffle(acts)
    for client in clients:
        client.start()
    for number, act in enumerate(acts, start=1):
        due = number * operations // (len(acts) + 1)
        while sum(len(client.told) for client in clients) < due and any(client.is_alive() for client in clients):
            time.sleep(0.05)
        act()
    for client in clients:
        client.join()
    assert [client.failure for client in clients if client.failure] == []
    _wait_until_settled(stage)
    return [one for client in clients for one in client.told]


def _wait_until_settled(stage: Stage) -> None:
    """Wait until no balance changes any more; orders that wait for money stay where they are."""
    deadline = time.monotonic() + SETTLED_WITHIN_SECONDS
    seen: list[dict[int, int]] = []
    while seen != (seen := [balances(seller) for seller in stage.sellers]) and time.monotonic() < deadline:
        time.sleep(2)
