"""List the tax categories of products page by page (CAT-4). Locks: none. Undo: leaves the function."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0002_walls"),
    ]

    operations = [
        *run_sql(SQL, "products"),
    ]
