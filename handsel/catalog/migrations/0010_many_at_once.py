"""Price thousands of plans in one go: rules are chosen for all of them at once, costs found once (CAT-2, CAT-3).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_given_away")]
    operations = run_sql(SQL, "rules", "chain", "asks", "lines", "page", "offers", "branch", "costs", "by_index")
