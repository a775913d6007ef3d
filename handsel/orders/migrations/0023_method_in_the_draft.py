"""Keep with a cart how the seller's people mean it to be paid, and judge its funding by that (ORD-10, ORD-14).

Locks: orders_particulars, for a moment.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_paid_in_full")]
    operations = [
        migrations.AddField(
            "particulars", "payment_method", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        *run_sql(SQL, "preflight"),
    ]
