"""Count below as far as glass walls let through, and leave out who shows nothing (ACC-25).

Locks: none. Undo: drops the functions and counts all again.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_new_accounts"), ("accounts", "0015_walls"), ("segments", "0002_walls")]
    operations = [run_sql(SQL, "below")]
