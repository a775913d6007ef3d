"""Let an order wait anew once a part of it was paid (ORD-6, ORD-11).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0033_parts_taken_back")]
    operations = run_sql(SQL, "giving_up")
