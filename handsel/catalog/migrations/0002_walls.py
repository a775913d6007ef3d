"""Wall the catalogue in, and let prices cascade in the database, each asker seeing its own figures (CAT-2).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("accounts", "0003_walls"),
    ]
    operations = [
        tenant_table("catalog_product", Walls()),
        tenant_table("catalog_plan", Walls(), {"product_id": "catalog_product"}),
        tenant_table("catalog_pricelist", Walls()),
        run_sql(SQL, "prices"),
        run_sql(SQL, "default_list"),
    ]
