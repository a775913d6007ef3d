"""Let a leg of nothing be settled: it moves nothing (ORD-10, ORD-11). Locks: none."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_searching")]
    operations = run_sql(SQL, "posting")
