"""Keep no part of which the payment was taken back, and prove what is kept against its order (ORD-6, FUN-6).

Locks: the legs that wait and are paid in part, with their wallets, while what is kept for them is set right.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0032_parts_kept_again")]
    operations = [
        *run_sql(SQL, "owing", "hold_faults"),
        migrations.RunSQL(
            """
            UPDATE orders_leg SET payment = CASE WHEN orders_keep_part(order_id, now()) > 0 THEN 'partly_paid'
                                                 ELSE 'unpaid' END
             WHERE position = 0 AND payment = 'partly_paid' AND settled_at IS NULL
            """,
            migrations.RunSQL.noop,
        ),
    ]
