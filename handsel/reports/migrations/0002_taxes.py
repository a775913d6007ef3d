"""Sum the tax in a seller's books by period (CAT-4). Locks: none. Undo: leaves the function, which nobody calls then."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_new_accounts"),
    ]

    operations = [
        *run_sql(SQL, "taxes"),
    ]
