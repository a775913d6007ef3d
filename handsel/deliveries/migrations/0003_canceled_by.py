"""Tell that a paid order was canceled as the deed of whoever did it, with the reason at each line (ORD-2, ORD-12).

Locks: nothing.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0002_refunds"), ("orders", "0006_canceled_by")]

    operations = run_sql(SQL, "opening", "giving_back")
