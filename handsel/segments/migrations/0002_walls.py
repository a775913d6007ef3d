"""Wall in saved searches and figures, and keep the figures true (ACC-10, ACC-12, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0001_initial"),
        ("subscriptions", "0002_walls"),
        ("identity", "0002_walls"),
    ]
    operations = [
        tenant_table("segments_figures", Walls(rights="SELECT")),
        tenant_table("segments_tally", Walls(rights="SELECT")),
        tenant_table("segments_segment", Walls(), {"owner_id": "identity_user"}),
        own_accounts("segments_figures", "id"),
        *run_sql(SQL, "run_rate", "figures"),
    ]
