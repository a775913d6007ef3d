"""Wall in orders, their lines and legs; place, approve, settle and stop them through all tiers (ORD-11, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, reference, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
BOTH_ENDS = Walls(buyer="buyer_id", both_ends=True, storefront_writes=True)
TOLD = ("order", "line", "leg", "legline", "conversion", "particulars", "internalnote", "manualprice", "orderpayment")
SUBJECTS = (
    "legs",
    "order_faults",
    "conversions",
    "carts_grants",
    "by_card",
    "part_payments_grants",
    "stopping",
    "card_state",
    "part_payments",
    "taxes",
    "place",
    "advance",
    "lack",
    "approve",
    "cancel",
    "fundable",
    "skip",
    "queueing",
    "end_customers",
    "left_carts",
    "rate_faults",
    "leg_faults",
    "preflight",
)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("ledger", "0002_books"),
        ("catalog", "0002_walls"),
        ("gateways", "0002_walls"),
    ]
    operations = [
        tenant_table("orders_order", Walls(buyer="buyer_id", storefront_writes=True), {"buyer_id": "accounts_account"}),
        tenant_table(
            "orders_line",
            Walls(buyer="buyer_id", storefront_writes=True),
            {"order_id": "orders_order", "buyer_id": "accounts_account"},
        ),
        tenant_table(
            "orders_leg",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"buyer_id": "accounts_account"},
        ),
        tenant_table(
            "orders_legline",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"leg_id": "orders_leg", "buyer_id": "accounts_account"},
        ),
        reference("orders_order", "end_customer_id", "accounts_endcustomer"),
        reference("orders_leg", "end_customer_id", "accounts_endcustomer"),
        tenant_table(
            "orders_conversion",
            Walls(rights="SELECT"),
            {"leg_id": "orders_leg", "exchange_rate_id": "catalog_exchangerate"},
        ),
        tenant_table(
            "orders_particulars",
            BOTH_ENDS,
            {
                "buyer_id": "accounts_account",
                "order_id": "orders_order",
                "site_id": "accounts_site",
                "delivery_address_id": "accounts_address",
                "billing_address_id": "accounts_address",
            },
        ),
        tenant_table("orders_internalnote", Walls(), {"buyer_id": "accounts_account"}),
        tenant_table("orders_cartrules", Walls(storefront=True)),
        tenant_table(
            "orders_manualprice",
            Walls(buyer="buyer_id", both_ends=True),
            {"buyer_id": "accounts_account", "order_id": "orders_order", "line_id": "orders_line"},
        ),
        reference("orders_line", "under_id", "orders_line"),
        tenant_table(
            "orders_orderpayment",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT"),
            {"buyer_id": "accounts_account", "leg_id": "orders_leg", "receipt_id": "ledger_receipt"},
        ),
        *(own_accounts(f"orders_{table}") for table in TOLD),
        *run_sql(SQL, *SUBJECTS),
    ]
