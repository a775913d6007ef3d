"""Lock the account of a buyer before its wallet when a payment is recorded for a settled order (ORD-6).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_bought_newest")]
    operations = run_sql(SQL, "part_payments")
