"""Tell visitors what tax is on what they see (CAT-4). Locks: none. Undo: leaves the functions."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("tax", "0004_quoted_at_once")]
    operations = run_sql(SQL, "deciding")
