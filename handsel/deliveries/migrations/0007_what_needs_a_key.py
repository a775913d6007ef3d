"""Let a licence that nothing delivers wait where somebody sees it, instead of arriving empty (ORD-12).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0006_leaving_credit")]
    operations = run_sql(SQL, "opening")
