"""Let a rehearsal tell no price of another tier (CAT-3).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_category_paths")]
    operations = run_sql(SQL, "branch")
