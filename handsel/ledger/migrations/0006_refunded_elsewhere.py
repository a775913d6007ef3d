"""Let a payout take out of a wallet what was given back at the gateway, whatever is in it (FUN-7).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_posting")]
    operations = run_sql(SQL, "locking")
