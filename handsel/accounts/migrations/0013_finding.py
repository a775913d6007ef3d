"""Find accounts without activity, and those that look like another (ACC-7).

Locks: none. Undo: drops the functions.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_match_of_seller"), ("ledger", "0002_books"), ("orders", "0002_legs")]
    operations = [run_sql(SQL, "finding")]
