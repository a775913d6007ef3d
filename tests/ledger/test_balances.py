"""Books without a floor are added up in the background, exactly whoever posts meanwhile (FUN-8, safety M4)."""

import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import transaction
from psycopg.types.json import Jsonb

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.ledger.balances import balance_sheets, roll_up
from handsel.ledger.models import RolledUp, RollUpMark
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.database import Clone
from tests.ledger.direct import direct, patched
from tests.orders.buying import buy
from tests.orders.test_races import at_once

pytestmark = [pytest.mark.covers("FUN-8")]


def books(cast: Cast) -> dict[str, int]:
    """Return what Kleinbach's books in euros come to."""
    with transaction.atomic(), scoped(cast.karl.scope):
        (sheet,) = balance_sheets(by=cast.karl)
    found = {f"{book.role} {book.method}".strip(): book.balance.minor for book in sheet.books}
    assert sum(found.values()) == 0
    return found


def roll(turns: int = 4) -> None:
    for _ in range(turns):
        roll_up(at=NOON)


def mark(cast: Cast) -> RollUpMark:
    with transaction.atomic(), scoped(cast.olga.scope):
        return RollUpMark.objects.get()


def roll_all(cast: Cast) -> None:
    """Roll up all there is: as soon as no transaction is open that is older, in the databases of other tests too."""
    for _ in range(1_000):
        roll_up(at=NOON)
        if mark(cast).rolled_to == mark(cast).next_to:
            return
        time.sleep(0.05)
    raise AssertionError("some transaction never ends")


def posted_late(connection: "psycopg.Connection[Any]", cast: Cast, minor: int) -> None:
    """Charge Bakery, and leave it uncommitted."""
    leg = {"seller": cast.kleinbach, "buyer": cast.bakery, "currency": "EUR", "amount": -minor}
    leg["against"] = [{"role": "adjustment", "amount": minor}]
    answer = connection.execute(
        "SELECT ledger_move(%s, 'debit_note', %s, NULL, 'Test', 'late', %s)", [f"late-{minor}", NOON, Jsonb(leg)]
    ).fetchone()
    assert answer == (0,)


@pytest.mark.django_db
def test_the_books_of_a_seller_come_to_what_was_posted(cast):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    assert books(cast) == {"wallet": 10_000 - 792, "clearing bank_transfer": -10_000, "revenue": 792}


@pytest.mark.django_db
def test_who_sees_some_accounts_only_sees_no_books(cast):
    with transaction.atomic(), scoped(cast.karl.scope), pytest.raises(Forbidden):
        balance_sheets(by=cast.berta)


def test_entries_are_rolled_up_in_the_background_and_the_books_stay_the_same(committed_db, cast):
    before = books(cast)

    roll_all(cast)

    assert books(cast) == before
    with transaction.atomic(), scoped(cast.karl.scope):
        assert sum(row.balance_minor for row in RolledUp.objects.filter(seller_id=cast.kleinbach)) == -10_000
    assert roll_up(at=NOON) == 0
    fund(cast.karl, cast.bakery, 500, "more", NOON)
    assert books(cast)["clearing bank_transfer"] == -10_500
    roll_all(cast)
    assert books(cast)["clearing bank_transfer"] == -10_500
    assert prove_books().faults == []


def test_what_commits_late_is_waited_for(committed_db: Clone, cast):
    roll_all(cast)
    stood = mark(cast).rolled_to
    with direct(committed_db, cast.kleinbach) as late:
        posted_late(late, cast, 300)
        fund(cast.nora, cast.kleinbach, 700, "earlier in time, later in number", NOON)
        roll(8)
        assert mark(cast).rolled_to == stood
        late.commit()
    roll_all(cast)

    assert mark(cast).rolled_to > stood
    assert books(cast)["adjustment"] == 300
    assert [fault for fault in prove_books().faults if "never written" not in fault] == []  # no note was written


def test_without_waiting_for_it_the_proof_would_find_it(committed_db: Clone, cast):
    roll()
    patched(
        committed_db,
        "ledger_roll_up",
        "mark.fence_xact < pg_snapshot_xmin",
        "mark.fence_xact < 0 OR 0 < pg_snapshot_xmin",
    )
    with direct(committed_db, cast.kleinbach) as late:
        posted_late(late, cast, 300)
        fund(cast.nora, cast.kleinbach, 700, "meanwhile", NOON)
        roll()
        late.commit()
    roll()

    assert any("was rolled up to" in fault for fault in prove_books().faults)


def test_who_posts_and_who_rolls_up_at_once_lose_nothing(committed_db, cast):
    roll()
    done = threading.Event()

    def keep_rolling() -> str:
        turns = 0
        while not done.is_set() or turns < 10:
            roll_up(at=NOON)
            turns += 1
        return "rolled"

    def post(worker: int) -> str:
        for part in range(10):
            fund(cast.karl, cast.bakery, 100, f"{worker}-{part}", NOON)
        if worker == 0:
            done.set()
        return "posted"

    answers = at_once([*(lambda worker=worker: post(worker) for worker in range(4)), keep_rolling, keep_rolling])

    assert answers == ["posted"] * 4 + ["rolled"] * 2
    assert books(cast)["clearing bank_transfer"] == -14_000
    roll_all(cast)
    assert books(cast)["clearing bank_transfer"] == -14_000
    assert prove_books().faults == []
