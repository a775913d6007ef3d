"""Plan once what an order and its wallets are asked for on every page of it (ORD-14).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0034_waits_since_it_was_paid")]
    operations = run_sql(SQL, "preflight")
