"""Wall in gateways, cards, charges, refunds and what was heard; tell the worker what is due (OPS-3, FUN-7)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
PAYING = Walls(buyer="buyer_id", both_ends=True, storefront_writes=True, rights="SELECT, INSERT, UPDATE")
# What an account that never traded left behind goes with it when it is removed (accounts_purge).
OWNER = {"buyer_id": "accounts_account", "edge_id": "accounts_edge"}


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0001_initial"),
        ("ledger", "0002_books"),
    ]
    operations = [
        tenant_table("gateways_sellergateway", Walls(storefront=True, rights="SELECT, INSERT, UPDATE")),
        tenant_table("gateways_savedcard", PAYING, {"gateway_id": "gateways_sellergateway"}, OWNER),
        tenant_table(
            "gateways_charge",
            PAYING,
            {"gateway_id": "gateways_sellergateway", "receipt_id": "ledger_receipt"},
            OWNER | {"card_id": "gateways_savedcard"},
        ),
        tenant_table(
            "gateways_cardform",
            PAYING,
            {"gateway_id": "gateways_sellergateway"},
            OWNER | {"charge_id": "gateways_charge", "card_id": "gateways_savedcard"},
        ),
        tenant_table(
            "gateways_cardrefund",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT, UPDATE"),
            {"buyer_id": "accounts_account", "charge_id": "gateways_charge", "transfer_id": "ledger_transfer"},
        ),
        tenant_table("gateways_heardnotice", Walls(rights="SELECT, INSERT"), {"gateway_id": "gateways_sellergateway"}),
        *(own_accounts(f"gateways_{table}") for table in ("savedcard", "charge", "cardform", "cardrefund")),
        *run_sql(SQL, "due"),
    ]
