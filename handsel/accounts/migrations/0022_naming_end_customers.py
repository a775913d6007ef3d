"""Tell a seller what it may call its buyers' customers, and the buyer for which of its own a purchase is (USR-6).

Locks: a moment on the references, for their policy. Undo: shows them to the seller alone again.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql

SQL = Path(__file__).parent.parent / "sql"


def seen_as(walls: Walls) -> str:
    return f"ALTER POLICY reading ON accounts_endcustomer USING ({walls.reading()})"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0021_numbers_elsewhere")]
    operations = [
        migrations.RunSQL(
            seen_as(Walls(buyer="buyer_id", both_ends=True)),
            seen_as(Walls(buyer="buyer_id")),
        ),
        run_sql(SQL, "naming"),
    ]
