"""Let a buyer's staff search in what both ends read of an order: what they buy is found like what they sell (ORD-1).

Locks: orders_match, a view, for as long as it takes to replace it.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_try_again")]
    operations = run_sql(SQL, "match")
