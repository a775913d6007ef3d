"""Let a refund that was to be paid out stay as credit (ORD-12).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0005_payouts_by_people")]
    operations = run_sql(SQL, "leaving_credit")
