"""Let legs of a settled order end one by one, each with its own lines, without a fault in the proof (ORD-15, FUN-8).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_bought_is_found")]
    operations = run_sql(SQL, "leg_faults")
