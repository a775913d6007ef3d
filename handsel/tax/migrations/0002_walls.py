"""Wall taxes in, and decide in the database what a buyer owes (CAT-4).

Locks: new tables, and triggers on accounts, which wait for whoever writes there. Undo: takes rights and triggers away
and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("tax", "0001_initial"), ("catalog", "0004_chain"), ("ledger", "0010_announcements")]
    operations = [
        tenant_table("tax_taxsetup", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table("tax_taxrate", Walls(rights="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_name)")),
        tenant_table("tax_buyertax", Walls(rights="SELECT, INSERT, UPDATE"), {"account_id": "accounts_account"}),
        own_accounts("tax_buyertax", "account_id"),
        tenant_table("tax_producttax", Walls()),
        run_functions(SQL, "deciding"),
        run_sql(SQL, "tax"),
    ]
