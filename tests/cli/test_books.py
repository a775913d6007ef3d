"""The journal of a seller as CSV, and the proof of a day and of every hour (FUN-8)."""

import csv
import io
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.proof_models import ProofRun
from handsel.ledger.receiving import Received
from handsel.reports.proving import prove_hourly
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.cli.test_prove import TAMPERED, prove, tamper
from tests.database import ROOT, Clone

pytestmark = pytest.mark.covers("FUN-8")


def export(database: Clone, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "handsel", "books", "export", *options]
    return subprocess.run(command, check=False, cwd=ROOT, env=database.env, capture_output=True, text=True)


def test_a_journal_has_a_line_for_each_side_and_balances(committed_db, cast, tmp_path):
    received = Received(Money(1_250, "EUR"), PaidBy.CHEQUE, NOON.date(), "k", "=1+1")
    add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=NOON + timedelta(days=5))

    whole = export(committed_db, "--seller", str(cast.kleinbach))
    rows = list(csv.DictReader(io.StringIO(whole.stdout)))
    path = tmp_path / "journal.csv"
    part = export(committed_db, "--seller", str(cast.kleinbach), "--since", "2026-11-07", "--output", str(path))

    assert (whole.returncode, len(rows)) == (0, 4)
    assert sum(Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0) for row in rows) == 0
    wallet_side, other = rows[-2], rows[-1]
    assert (wallet_side["account"], wallet_side["credit"], wallet_side["date"]) == (
        "wallet:1001",
        "12.50",
        "2026-11-07",
    )
    assert (other["account"], other["debit"], other["label"]) == ("clearing:cheque", "12.50", "'=1+1")
    assert "2 lines written" in part.stdout
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Event.objects.filter(name="funds.journal_exported").count() == 2


def test_who_is_no_seller_has_no_journal(committed_db, cast):
    done = export(committed_db, "--seller", str(cast.bakery))
    assert (done.returncode, "keeps books" in done.stderr) == (1, True)
    assert export(committed_db, "--seller", str(cast.kleinbach), "--since", "today").returncode != 0


def test_the_books_are_proved_as_of_a_day(committed_db, cast):
    received = Received(Money(1_250, "EUR"), PaidBy.CHEQUE, NOON.date(), "k")
    add_funds(buyer_id=cast.bakery, received=received, by=cast.karl, at=NOON + timedelta(days=5))
    before = prove(committed_db, "--at", "2026-11-05")
    assert (before.returncode, before.stdout.splitlines()[0]) == (0, "5 transfers and 5 wallets read as of 2026-11-05")
    tamper(
        committed_db,
        "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE buyer_id = %(bakery)s AND amount_minor = 1250",
        cast,
    )
    assert prove(committed_db, "--at", "2026-11-05").returncode == 0
    assert prove(committed_db, "--at", "2026-11-07").returncode == 1


def test_all_books_are_proved_once_an_hour_and_a_fault_is_kept_for_the_operator(committed_db, cast):
    assert [prove_hourly(at=NOON), prove_hourly(at=NOON + timedelta(minutes=30))] == [1, 0]
    tamper(committed_db, TAMPERED["a balance"], cast)
    assert prove_hourly(at=NOON + timedelta(hours=1)) == 1

    with transaction.atomic(), scoped(cast.olga.scope):
        runs = list(ProofRun.objects.order_by("hour"))
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not ProofRun.objects.exists()
    assert [(run.transfers, run.fault_count, bool(run.ended_at)) for run in runs] == [(5, 0, True), (5, 1, True)]
    assert "its entries say 10000" in runs[1].faults[0]
