"""Count what an account manager's own accounts are, and what is below them, only (USR-5). Locks: none. Undo: counts all of them."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_below"),
        ("accounts", "0017_own_accounts"),
    ]

    operations = [run_sql(SQL, "own_below")]
