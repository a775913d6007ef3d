"""Wall orders in, and let the steps that cross tiers be functions that give exactly that (ORD-11).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("ledger", "0002_books"),
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
        run_sql(SQL, "legs"),
    ]
