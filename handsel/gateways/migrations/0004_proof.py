"""Prove charges and refunds against the books (FUN-7, FUN-8). Locks: none."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("gateways", "0003_needs_holder"), ("ledger", "0006_refunded_elsewhere")]
    operations = run_sql(SQL, "proof")
