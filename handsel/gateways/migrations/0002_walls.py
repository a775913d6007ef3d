"""Put the walls around gateways, cards, charges, refunds and what was heard; tell the worker what is due (OPS-3, FUN-7).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"

# What an account that never traded left behind goes with it when it is removed (accounts_purge).
GO_ALONG = (
    ("savedcard", "edge"),
    ("savedcard", "buyer"),
    ("charge", "edge"),
    ("charge", "buyer"),
    ("charge", "card"),
    ("cardform", "edge"),
    ("cardform", "buyer"),
    ("cardform", "charge"),
    ("cardform", "card"),
)
TARGETS = {
    "edge": "accounts_edge",
    "buyer": "accounts_account",
    "card": "gateways_savedcard",
    "charge": "gateways_charge",
}


def going_along(table: str, column: str, on_delete: str) -> str:
    name = f"gateways_{table}_{column}_of_same_seller"
    return (
        f"ALTER TABLE gateways_{table} DROP CONSTRAINT {name};"
        f"ALTER TABLE gateways_{table} ADD CONSTRAINT {name} FOREIGN KEY (seller_id, {column}_id) "
        f"REFERENCES {TARGETS[column]} (seller_id, id) {on_delete} DEFERRABLE INITIALLY IMMEDIATE"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0001_initial"),
        ("ledger", "0008_locking"),
        ("accounts", "0019_own_view"),
        ("subscriptions", "0002_walls"),
    ]
    operations = [
        tenant_table("gateways_sellergateway", Walls(storefront=True, rights="SELECT, INSERT, UPDATE")),
        tenant_table(
            "gateways_savedcard",
            Walls(buyer="buyer_id", both_ends=True, storefront_writes=True, rights="SELECT, INSERT, UPDATE"),
            {"buyer_id": "accounts_account", "edge_id": "accounts_edge", "gateway_id": "gateways_sellergateway"},
        ),
        tenant_table(
            "gateways_charge",
            Walls(buyer="buyer_id", both_ends=True, storefront_writes=True, rights="SELECT, INSERT, UPDATE"),
            {
                "buyer_id": "accounts_account",
                "edge_id": "accounts_edge",
                "gateway_id": "gateways_sellergateway",
                "card_id": "gateways_savedcard",
                "receipt_id": "ledger_receipt",
            },
        ),
        tenant_table(
            "gateways_cardform",
            Walls(buyer="buyer_id", both_ends=True, storefront_writes=True, rights="SELECT, INSERT, UPDATE"),
            {
                "buyer_id": "accounts_account",
                "edge_id": "accounts_edge",
                "gateway_id": "gateways_sellergateway",
                "charge_id": "gateways_charge",
                "card_id": "gateways_savedcard",
            },
        ),
        tenant_table(
            "gateways_cardrefund",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT, UPDATE"),
            {"buyer_id": "accounts_account", "charge_id": "gateways_charge", "transfer_id": "ledger_transfer"},
        ),
        tenant_table("gateways_heardnotice", Walls(rights="SELECT, INSERT"), {"gateway_id": "gateways_sellergateway"}),
        *(
            migrations.RunSQL(going_along(table, column, "ON DELETE CASCADE"), going_along(table, column, ""))
            for table, column in GO_ALONG
        ),
        *(own_accounts(f"gateways_{table}") for table in ("savedcard", "charge", "cardform", "cardrefund")),
        run_sql(SQL, "due"),
    ]
