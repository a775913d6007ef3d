"""Let a seller look again at an order that goes on after its prices held (ORD-13).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_withdrawing")]
    operations = run_sql(SQL, "old_prices", "advance")
