"""Let people of a storefront tell of the addresses and sites that they keep (ORD-17).

Locks: one policy. Undo: as before.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0009_announcing")]
    operations = [run_sql(SQL, "keeping")]
