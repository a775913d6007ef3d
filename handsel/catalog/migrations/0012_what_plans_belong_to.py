"""Tell with the figures of a price list to which product and category each plan belongs (CAT-2).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_unpriced_too")]
    operations = run_sql(SQL, "rules", "asks", "page")
