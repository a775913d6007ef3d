"""Tell what is kept for an order beside what is there for it, and count a wallet below zero as it is (ORD-6, ORD-14).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0024_costs_of_nothing")]
    operations = run_sql(SQL, "preflight")
