"""Show what the provider sees of all accounts to nobody who sees their own only (ACC-25, USR-5).

Locks: none. Undo: puts the former function back.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_end_customers")]
    operations = [run_sql(SQL, "own_view")]
