"""Let those read on through whom an order came to who agreed, where one below is asked again (ORD-7, ORD-13).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0026_hidden")]
    operations = run_sql(SQL, "advance")
