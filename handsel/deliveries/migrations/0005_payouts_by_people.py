"""Let a refund move nothing out of a wallet: its payout is made by people and noted on it (ORD-12, FUN-3).

Locks: none; functions only.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
GONE = "DROP FUNCTION IF EXISTS refunds_pay_out(deliveries_refund, bigint, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0004_programs_in_turn")]

    operations = [
        *run_sql(SQL, "refunds", "faults"),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
    ]
