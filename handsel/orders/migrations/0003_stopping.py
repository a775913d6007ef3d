"""Let no order go on whose buyer, or anybody above it, is suspended, inactive, archived or deleted (ACC-6, ORD-13).

Locks: none. Undo: orders go on whatever the standing of their buyers.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_legs"),
        ("accounts", "0009_standing"),
    ]
    operations = [run_sql(SQL, "stopping")]
