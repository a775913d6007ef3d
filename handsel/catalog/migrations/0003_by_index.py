"""Look up the rules of thousands of plans by index, also right after they were written (CAT-2).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_walls")]
    operations = run_sql(SQL, "by_index")
