"""Keep with each line of an order what one of its plan is, such as 10 GB (ORD-2, CAT-1).

Locks: the lines of orders while a column is added; those of plans with a unit are rewritten.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0027_no_gap_below_who_agreed")]
    operations = [
        migrations.AddField(
            "legline", "unit_name", models.CharField(max_length=30, blank=True, default="", db_default="")
        ),
        *run_sql(SQL, "place"),
        migrations.RunSQL(
            "UPDATE orders_legline n SET unit_name = p.unit FROM catalog_plan p WHERE p.id = n.plan_id AND p.unit <> ''",
            migrations.RunSQL.noop,
        ),
    ]
