"""End visits with the log-in at home that they began from (USR-6, USR-7).

Locks: none. Undo: puts the former functions back.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0003_own_accounts"),
        ("identity", "0012_second_factors"),
    ]
    operations = [run_sql(SQL, "home_sessions")]
