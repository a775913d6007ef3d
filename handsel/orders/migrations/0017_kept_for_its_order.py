"""Keep what was recorded for an order for that order, and let it owe again when that is taken back (ORD-5, ORD-6, FUN-8).

Locks: payments that were recorded for orders, while an index of them is built.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0016_accounts_before_wallets")]
    operations = [
        migrations.AddIndex("orderpayment", models.Index(fields=["seller", "buyer"], name="order_payment_of_buyer")),
        *run_sql(SQL, "owing", "part_payments", "advance", "cancel", "order_faults"),
    ]
