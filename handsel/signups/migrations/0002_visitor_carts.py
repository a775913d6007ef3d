"""Wall in sign-ups and the carts of visitors, and show visitors what a portal sells (ACC-3, ORD-9, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("signups", "0001_initial"),
        ("catalog", "0002_walls"),
        ("identity", "0002_walls"),
    ]
    operations = [
        tenant_table("signups_signup", Walls(), {"manager_id": "identity_user", "account_id": "accounts_account"}),
        tenant_table("signups_visitorcart", Walls()),
        tenant_table("signups_visitorline", Walls(), {"cart_id": "signups_visitorcart"}),
        own_accounts("signups_signup", "account_id", besides="manager_id = (SELECT handsel_manager())"),
        own_accounts("signups_visitorcart", "account_ref"),
        *run_sql(SQL, "forgetting", "window"),
    ]
