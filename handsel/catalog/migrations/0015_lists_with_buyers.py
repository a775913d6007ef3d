"""Ask about costs on those price lists only from which somebody buys (CAT-3).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_named")]
    operations = run_sql(SQL, "costs")
