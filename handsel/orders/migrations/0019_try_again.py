"""Let a reseller try again what it buys for itself (ORD-11).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_chosen_method")]
    operations = run_sql(SQL, "advance", "try_again")
