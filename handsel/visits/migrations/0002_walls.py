"""Wall in visits and what lets them in, and say how long one goes on (USR-6, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_initial"),
        ("identity", "0002_walls"),
    ]
    operations = [
        tenant_table("visits_handoff", Walls(rights="SELECT, INSERT")),
        tenant_table("visits_supportconsent", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table(
            "visits_visit",
            Walls(rights="SELECT, INSERT, UPDATE"),
            {"end_customer_id": "accounts_endcustomer", "consent_id": "visits_supportconsent"},
        ),
        own_accounts("visits_handoff", "account_id"),
        own_accounts("visits_visit", besides="buyer_id IS NULL"),
        *run_sql(SQL, "visits", "home_sessions"),
    ]
