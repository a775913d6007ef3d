"""Let a buyer cancel its own order while nothing is settled (ORD-3).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_owing")]
    operations = run_sql(SQL, "withdraw")
