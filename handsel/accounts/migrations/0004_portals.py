"""Find and open portals across tenants; hold price lists and managers to the same seller (ACC-4).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import reference, run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_walls"),
        ("identity", "0002_walls"),
        ("catalog", "0002_walls"),
    ]
    operations = [
        reference("accounts_edge", "price_list_id", "catalog_pricelist"),
        reference("accounts_account", "manager_id", "identity_user"),
        run_sql(SQL, "portals"),
    ]
