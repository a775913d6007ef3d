"""Let a chargeback debit a wallet below zero and lock it (FUN-7).

Locks: wallets shortly, for a column without a default. Undo: unlocks all wallets and drops the functions.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_requests_go_with_their_account")]
    operations = [
        migrations.AddField(
            model_name="wallet",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
        run_sql(SQL, "locking"),
    ]
