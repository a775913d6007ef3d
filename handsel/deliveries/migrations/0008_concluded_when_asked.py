"""Let each leg say what its lines say as soon as a refund is asked for, before the worker opened them (ORD-12, FUN-8).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0007_what_needs_a_key")]
    operations = run_sql(SQL, "refunds")
