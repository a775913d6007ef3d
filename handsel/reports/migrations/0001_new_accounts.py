"""Count who joined, at a seller and below, as far as the glass walls let through (ACC-19, ACC-25)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0002_walls"),
    ]
    operations = [
        *run_sql(SQL, "new_accounts", "below"),
    ]
