"""Keep every part that is paid for an order, and let the order be tried again, whatever is kept for it (ORD-6).

Locks: none; the keys of the parts that are kept now are rewritten.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0031_claimed"), ("ledger", "0009_kept_again")]
    operations = [
        *run_sql(SQL, "part_payments", "advance", "card_state"),
        migrations.RunSQL(
            """
            DROP FUNCTION IF EXISTS orders_free_part(bigint, timestamptz);
            UPDATE ledger_hold SET key = regexp_replace(key, ':part$', ':0:part') WHERE key ~ '^order:\\d+:part$'
            """,
            migrations.RunSQL.noop,
        ),
    ]
