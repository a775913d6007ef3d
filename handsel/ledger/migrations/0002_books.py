"""The books: read by both ends, written by one function, append-only and balanced (FUN-8, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
DECIDED = "state, decided_by_name, decided_at, decline_reason, adjustment_id"
ANSWERED = "state, decided_by_name, decided_at, decline_reason, receipt_id"
ANNOUNCED = Walls(
    buyer="buyer_id", both_ends=True, storefront_writes=True, rights=f"SELECT, INSERT, UPDATE ({ANSWERED})"
)
TOLD = ("entry", "hold", "receipt", "transfer", "adjustment", "confirmation", "announcement")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("accounts", "0003_walls"),
    ]
    operations = [
        tenant_table("ledger_ledgeraccount", Walls(rights="SELECT"), {"buyer_id": "accounts_account"}),
        tenant_table(
            "ledger_wallet",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"buyer_id": "accounts_account", "ledger_account_id": "ledger_ledgeraccount", "edge_id": "accounts_edge"},
        ),
        tenant_table(
            "ledger_transfer",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"buyer_id": "accounts_account", "reverses_id": "ledger_transfer"},
        ),
        tenant_table(
            "ledger_entry",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {
                "transfer_id": "ledger_transfer",
                "ledger_account_id": "ledger_ledgeraccount",
                "buyer_id": "accounts_account",
            },
        ),
        tenant_table(
            "ledger_hold",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"wallet_id": "ledger_wallet", "buyer_id": "accounts_account"},
        ),
        tenant_table(
            "ledger_receipt",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT"),
            {"transfer_id": "ledger_transfer", "buyer_id": "accounts_account"},
        ),
        tenant_table(
            "ledger_adjustment",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT"),
            {"transfer_id": "ledger_transfer", "buyer_id": "accounts_account", "receipt_id": "ledger_receipt"},
        ),
        tenant_table(
            "ledger_confirmation",
            Walls(rights=f"SELECT, INSERT, UPDATE ({DECIDED})"),
            {"receipt_id": "ledger_receipt", "adjustment_id": "ledger_adjustment"},
            {"buyer_id": "accounts_account"},
        ),
        tenant_table("ledger_confirmationlimit", Walls(rights="SELECT, INSERT, UPDATE (limit_minor)")),
        tenant_table("ledger_proofrun", Walls(rights="SELECT")),
        tenant_table(
            "ledger_announcement", ANNOUNCED, {"receipt_id": "ledger_receipt"}, {"buyer_id": "accounts_account"}
        ),
        *(own_accounts(f"ledger_{table}") for table in TOLD),
        own_accounts("ledger_ledgeraccount", besides="buyer_id IS NULL"),
        own_accounts("ledger_wallet", besides="buyer_id = ANY (SCOPE)"),
        *run_sql(SQL, "books", "posting", "locking", "adjusting", "limits", "proof"),
    ]
