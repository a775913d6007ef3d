"""Keep the search text of many new accounts at once: an import adds thousands (ACC-22).

Locks: a short one on the table of accounts, for its triggers. Undo: keeps it row by row again.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_sort_keys")]
    operations = [run_sql(SQL, "searchtext")]
