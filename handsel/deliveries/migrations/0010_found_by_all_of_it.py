"""Find an order by its note, its addresses, its plans and what was delivered, too (ORD-8).

Locks: deliveries and what orders say while triggers are made; then each order is read once to write what it is found by:
with millions of them, some minutes.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0009_names_stay"), ("orders", "0026_hidden")]
    operations = run_sql(SQL, "searchtext")
