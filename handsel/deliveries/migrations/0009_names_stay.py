"""Let nobody's name go to another tier with what is given back (ORD-12, ACC-25).

Locks: none. Names that went there before stay.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0008_concluded_when_asked")]
    operations = run_sql(SQL, "giving_back", "refunds")
