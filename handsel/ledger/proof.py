"""Prove the books right: every transfer balances, every wallet is the sum of its entries and holds (FUN-8)."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from handsel.kernel.database import call_function, call_scalar

KEPT_FAULTS = 100
"""So many faults of an hourly proof are kept to be read; the command tells all."""


@dataclass(frozen=True)
class Proof:
    """What was read and what does not add up. No faults is the proof."""

    transfers: int
    wallets: int
    faults: list[str]


def prove_books(seller_id: int | None = None, *, before: datetime | None = None) -> Proof:
    """Read every book, or one seller's, inside the database, and return what does not add up.

    With `before` only what was posted earlier is read, and what wallets say now is left alone.
    """
    (counts,) = call_function("ledger_counts", seller_id, before)
    faults = [row["fault"] for row in call_function("ledger_faults", seller_id, before)]
    if before is None:
        faults += [row["fault"] for row in call_function("ledger_rolled_faults", seller_id)]
    return Proof(transfers=counts["transfers"], wallets=counts["wallets"], faults=faults)


def begin_hourly_proof(at: datetime) -> bool:
    """Take the hour of `at`; False when somebody else did."""
    return bool(call_scalar("ledger_begin_proof", at))


def end_hourly_proof(proof: Proof, at: datetime) -> None:
    """Keep what came of the proof of the hour of `at`, for the operator to see."""
    kept = Jsonb(proof.faults[:KEPT_FAULTS])
    call_scalar("ledger_end_proof", at, proof.transfers, proof.wallets, len(proof.faults), kept)
