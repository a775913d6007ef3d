"""Wall hand-offs, visits and consents in, and let exactly what a visit needs pass between two portals (USR-6, USR-10).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_initial"),
        ("accounts", "0018_end_customers"),
        ("identity", "0004_roles"),
        ("timeline", "0005_guests"),
    ]
    operations = [
        tenant_table("visits_handoff", Walls(rights="SELECT, INSERT")),
        tenant_table("visits_supportconsent", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table(
            "visits_visit",
            Walls(rights="SELECT, INSERT, UPDATE"),
            {"end_customer_id": "accounts_endcustomer", "consent_id": "visits_supportconsent"},
        ),
        run_sql(SQL, "visits"),
    ]
