"""Let orders whose wallet is locked wait until it is unlocked (FUN-7). Locks: none. Undo: tries them as before."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_carts_of_end_customers"), ("ledger", "0008_locking")]
    operations = [run_sql(SQL, "locked_wallets")]
