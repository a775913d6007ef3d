"""Open the wallets of many new edges at once: an import adds thousands (ACC-22, FUN-1).

Locks: a short one on the table of edges, for its trigger. Undo: opens them row by row again.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books")]
    operations = [run_sql(SQL, "wallets")]
