"""Prove orders against the books as both stood on an earlier day (FUN-8).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_old_prices")]
    operations = run_sql(SQL, "order_faults")
