"""Close a refund that waits for an answer where the supplier takes all of it back meanwhile (ORD-12).

Locks: none. No row is changed.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0012_refunded_once")]
    operations = run_sql(SQL, "refunds", "giving_back")
