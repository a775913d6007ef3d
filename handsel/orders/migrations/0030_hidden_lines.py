"""Wall the lines of an order in as its legs are: who was not asked yet reads none (ORD-7, ORD-11, ACC-25).

Locks: the lines of orders while a column is added; those of hidden legs are marked.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0029_withdrawn")]
    operations = [
        migrations.AddField("legline", "is_hidden", models.BooleanField(default=False, db_default=False)),
        *run_sql(SQL, "place", "leg_faults", "hidden_lines"),
        migrations.RunSQL(
            "UPDATE orders_legline n SET is_hidden = true FROM orders_leg l WHERE l.id = n.leg_id AND l.is_hidden",
            migrations.RunSQL.noop,
        ),
    ]
