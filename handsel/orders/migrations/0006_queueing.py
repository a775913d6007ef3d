"""Put an order behind the others that wait for the same money, and tell each day what still waits (FUN-5).

Locks: a short one on legs, for their column. Undo: forgets who was put behind whom.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_proof"),
        ("orders", "0005_end_customers"),
    ]
    operations = [
        migrations.AddField(model_name="leg", name="skipped_at", field=models.DateTimeField(null=True)),
        run_sql(SQL, "queueing"),
    ]
