"""`handsel prove` says the truth about the books, and its exit code does too (FUN-8)."""

import subprocess
import sys

import psycopg
import pytest

from handsel.cli.demo.story import Cast
from tests.database import ROOT, Clone

pytestmark = pytest.mark.covers("FUN-8")

TAMPERED = {
    "a balance": "UPDATE ledger_wallet SET balance_minor = balance_minor + 1 WHERE buyer_id = %(bakery)s",
    "a hold": "UPDATE ledger_wallet SET held_minor = held_minor + 1 WHERE buyer_id = %(bakery)s",
    "an entry": """
        INSERT INTO ledger_entry (seller_id, buyer_id, transfer_id, ledger_account_id, currency, amount_minor)
        SELECT seller_id, buyer_id, transfer_id, ledger_account_id, currency, 700 FROM ledger_entry
         WHERE buyer_id = %(bakery)s LIMIT 1
    """,
}
FAULT = {
    "a balance": "says 10001, its entries say 10000",
    "a hold": "holds 1, its holds say 0",
    "an entry": "is off by",
}


def prove(database: Clone, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "handsel", "prove", *options]
    return subprocess.run(command, check=False, cwd=ROOT, env=database.env, capture_output=True, text=True)


def tamper(database: Clone, text: str, cast: Cast) -> None:
    """Write past every guard, as nobody but an administrator of the server can."""
    with psycopg.connect(database.owner_url.replace("handsel_owner", "postgres")) as administrator:
        administrator.execute("SET session_replication_role = replica")
        administrator.execute(text, {"bakery": cast.bakery})


def test_right_books_are_proved_right(committed_db):
    done = prove(committed_db)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["5 transfers and 5 wallets read", "The books are right."]


@pytest.mark.parametrize("what", sorted(TAMPERED))
def test_books_that_were_tampered_with_are_told_and_end_in_1(committed_db, cast, what):
    tamper(committed_db, TAMPERED[what], cast)

    done = prove(committed_db)

    assert done.returncode == 1
    assert FAULT[what] in done.stderr
    assert "The books are right." not in done.stdout


def test_one_seller_is_proved_by_itself(committed_db, cast):
    tamper(committed_db, TAMPERED["a balance"], cast)

    assert prove(committed_db, "--seller", str(cast.suedwind)).returncode == 0
    assert prove(committed_db, "--seller", str(cast.kleinbach)).returncode == 1


def test_a_seller_without_books_is_no_proof(committed_db, cast):
    done = prove(committed_db, "--seller", str(cast.bakery))

    assert done.returncode == 1
    assert "keeps books" in done.stderr


def test_as_of_an_earlier_day_it_says_what_is_not_proved(committed_db, cast):
    assert "Not proved: held money, cards, deliveries" in prove(committed_db, "--at", "2026-11-30").stdout
    assert "Not proved" not in prove(committed_db).stdout
