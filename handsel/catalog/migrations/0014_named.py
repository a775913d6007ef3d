"""Tell what plans are called that are sold no more, to whoever chose them (ORD-9).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_own_prices_rehearsed")]
    operations = run_sql(SQL, "named")
