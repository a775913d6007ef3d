"""Tell each tier, too, of what it gave away and is taken back, and let what was given away keep no order from being refunded
(ORD-12, CAT-2).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0010_found_by_all_of_it")]
    operations = run_sql(SQL, "giving_back")
