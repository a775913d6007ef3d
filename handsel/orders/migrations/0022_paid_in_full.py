"""Tell when an order that was settled on credit is paid in full (ORD-6).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0021_lines_of_their_own")]
    operations = run_sql(SQL, "owing", "part_payments", "cancel")
