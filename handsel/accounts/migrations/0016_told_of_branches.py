"""Tell a seller of its branches no more than glass walls let through (ACC-25).

Locks: none. Undo: puts the former functions back.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_walls"),
        ("ledger", "0002_books"),
        ("orders", "0002_legs"),
        ("subscriptions", "0002_walls"),
    ]
    operations = [run_sql(SQL, "told")]
