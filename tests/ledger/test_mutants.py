"""Eight tills at one wallet: each promise holds, and books without one of their guards are found out (FUN-8)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from handsel.cli.demo.story import Cast
from tests.cast import NOON
from tests.database import Clone
from tests.ledger.direct import direct, patched
from tests.ledger.test_model import faults_of

pytestmark = pytest.mark.covers("FUN-8")

TILLS = 8


def post(connection: "psycopg.Connection[Any]", cast: Cast, minor: int, key: str) -> str:
    """Move Bakery's wallet in a transaction of its own, and say what came of it."""
    against = [{"role": "adjustment", "amount": -minor}]
    leg = {"seller": cast.kleinbach, "buyer": cast.bakery, "currency": "EUR", "amount": minor, "against": against}
    kind = "credit_note" if minor > 0 else "debit_note"
    try:
        row = connection.execute(
            "SELECT ledger_move(%s, %s, %s, NULL, 'Test', 'r', %s)", [key, kind, NOON, Jsonb(leg)]
        ).fetchone()
        connection.commit()
    except psycopg.Error as error:
        connection.rollback()
        return type(error).__name__
    return "short" if row and row[0] else "posted"


def at_once(clone: Clone, cast: Cast, deed: Callable[[Any, int], str]) -> list[str]:
    """Let eight connections do `deed` at the same moment."""
    barrier = threading.Barrier(TILLS)

    def one(number: int) -> str:
        with direct(clone, cast.kleinbach) as connection:
            barrier.wait()
            return deed(connection, number)

    with ThreadPoolExecutor(TILLS) as pool:
        return sorted(pool.map(one, range(TILLS)))


def problems(clone: Clone, cast: Cast) -> list[str]:
    """Try what the books promise, many at once, and return what went wrong."""
    found = []
    for turn in range(6):
        spent = at_once(clone, cast, lambda till, number, turn=turn: post(till, cast, -500, f"spend:{turn}:{number}"))
        if set(spent) - {"posted", "short"}:
            found.append(f"spending ended in {spent}")
        same = at_once(clone, cast, lambda till, _, turn=turn: post(till, cast, 100, f"same:{turn}"))
        if same != ["posted"] * TILLS:
            found.append(f"the same key ended in {same}")
    with direct(clone, cast.kleinbach) as connection:
        if post(connection, cast, -1_000_000, "too much") != "short":
            found.append("a wallet was overdrawn")
        found += faults_of(connection)
        row = connection.execute(
            "SELECT balance_minor FROM ledger_wallet WHERE seller_id = %s AND buyer_id = %s",
            [cast.kleinbach, cast.bakery],
        ).fetchone()
        if row is None or not 0 <= row[0] <= 10_000 + 600:
            found.append(f"the balance is {row}")
    return found


def test_eight_tills_at_one_wallet_find_nothing_wrong(committed_db, cast):
    assert problems(committed_db, cast) == []


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        ("ledger_short", "ORDER BY w.id FOR UPDATE OF w;", "ORDER BY w.id; PERFORM pg_sleep(0.02);"),
        ("ledger_post", "p_key || ':' || n FROM", "p_key || ':never' FROM"),
        ("ledger_short", "RETURN n;", "NULL;"),
        ("ledger_write", "SET balance_minor = balance_minor + p_amount", "SET balance_minor = p_wallet.balance_minor"),
        ("ledger_write", "(side ->> 'amount')::bigint\n", "(side ->> 'amount')::bigint + 1\n"),
    ],
    ids=["no lock", "no key", "no floor", "no balance", "one cent more"],
)
def test_books_without_a_guard_are_found_out(committed_db, cast, function, old, new):
    patched(committed_db, function, old, new)

    assert problems(committed_db, cast) != []


def test_a_wallet_without_a_floor_is_found_by_the_proof(committed_db, cast):
    patched(committed_db, "ledger_short", "RETURN n;", "NULL;")
    with direct(committed_db, cast.kleinbach) as connection:
        connection.execute("ALTER TABLE ledger_wallet DROP CONSTRAINT wallet_is_not_overdrawn")
        connection.commit()
        assert post(connection, cast, -20_000, "down") == "posted"

        assert [fault for fault in faults_of(connection) if "overdrawn" in fault]
