"""Let a rehearsal tell the seller its own prices before and after, and where it would lose (CAT-3).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_what_plans_belong_to")]
    operations = run_sql(SQL, "branch")
