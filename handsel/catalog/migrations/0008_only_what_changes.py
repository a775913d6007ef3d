"""Price only what a change of prices can change, and find changed costs in batches (CAT-2, CAT-3).

Locks: catalog_pricebasis against writing, while its index is built.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_planned_outlives_its_list")]
    operations = [
        migrations.AddIndex("pricebasis", models.Index(fields=["seller", "plan_id"], name="price_basis_of_seller")),
        *run_sql(SQL, "offers", "branch", "costs", "by_index"),
    ]
