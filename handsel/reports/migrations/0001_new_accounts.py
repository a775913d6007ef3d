"""Let a seller count the customers that joined it and those below it (ACC-19).

Locks: none. Undo: drops the function.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_status_and_tags")]
    operations = [run_sql(SQL, "new_accounts")]
