"""Let the seller's people choose how an order is paid that they place for a buyer (ORD-10).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_kept_for_its_order")]
    operations = run_sql(SQL, "place")
