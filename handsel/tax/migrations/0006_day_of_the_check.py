"""Print the day of a VAT check as it was where the seller is (CAT-4).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("tax", "0005_visitors")]
    operations = run_sql(SQL, "deciding")
