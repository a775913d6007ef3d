"""Find or open a cart in one round trip (ORD-9).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_giving_up")]
    operations = run_sql(SQL, "open_cart")
