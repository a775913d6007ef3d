"""Let money be kept again under a key that was given back: for a second part, or at another price (ORD-6, ORD-13).

Locks: the holds, while an index over those that stand is built in the place of one over all.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_rolled_up")]
    operations = [
        migrations.RemoveConstraint(model_name="hold", name="hold_key_once"),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=["key"], name="hold_stands_once"
            ),
        ),
        *run_sql(SQL, "posting"),
    ]
