"""Wall accounts, edges and portals in, let the database place each account in the tree, keep its search text (OPS-3).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_relations"),
        ("timeline", "0002_walls"),
    ]
    operations = [
        tenant_table("accounts_account", Walls(buyer="id")),
        tenant_table(
            "accounts_edge",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT, UPDATE"),
            {"buyer_id": "accounts_account"},
        ),
        tenant_table("accounts_portal", Walls(storefront=True, rights="SELECT, UPDATE")),
        tenant_table("accounts_series", Walls(rights="SELECT, INSERT, UPDATE")),
        run_sql(SQL, "tree"),
    ]
