"""Prove the books right: every transfer balances, every wallet is the sum of its entries and holds (FUN-8)."""

from dataclasses import dataclass

from handsel.kernel.database import call_function


@dataclass(frozen=True)
class Proof:
    """What was read and what does not add up. No faults is the proof."""

    transfers: int
    wallets: int
    faults: list[str]


def prove_books(seller_id: int | None = None) -> Proof:
    """Read every book, or one seller's, inside the database, and return what does not add up."""
    (counts,) = call_function("ledger_counts", seller_id)
    faults = [row["fault"] for row in call_function("ledger_faults", seller_id)]
    return Proof(transfers=counts["transfers"], wallets=counts["wallets"], faults=faults)
