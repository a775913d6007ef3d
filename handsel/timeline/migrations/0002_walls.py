"""Whose rows each transaction may see, and the walls around the timeline (OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
KERNEL = Path(__file__).parent.parent.parent / "kernel" / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0001_initial"),
    ]
    operations = [
        *run_sql(KERNEL, "scope", "own_accounts"),
        tenant_table("timeline_event", Walls(buyer="account_id", storefront_writes=True, rights="SELECT, INSERT")),
        tenant_table("timeline_deadletter", Walls()),
        *run_sql(SQL, "timeline", "audit"),
    ]
