"""Let PostgreSQL keep the books: read by both ends, written by one function, append-only and balanced (FUN-8).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("accounts", "0004_portals"),
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
        run_sql(SQL, "books"),
    ]
