"""Take in payments, one or many, through one function (FUN-1).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books")]
    operations = run_sql(SQL, "receiving")
