"""Wall in what tells of people, long work and price lists, and hold the references to those (OPS-3)."""

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, own_through, own_work, reference, tenant_table


class Migration(migrations.Migration):
    # Tables from before the steps were put together are those of today when they have taken all of these.
    replaces = [
        ("accounts", "0027_purging"),
        ("catalog", "0015_rules_one_by_one"),
        ("gateways", "0004_by_card"),
        ("identity", "0014_own_users"),
        ("ledger", "0010_announcements"),
        ("orders", "0021_leg_number"),
        ("reports", "0003_own_accounts"),
        ("segments", "0005_run_rate"),
        ("subscriptions", "0004_periods_only"),
        ("tasks", "0004_roles"),
        ("timeline", "0010_keeping"),
        ("visits", "0004_home_sessions"),
    ]
    dependencies = [
        ("accounts", "0003_walls"),
        ("catalog", "0002_walls"),
        ("identity", "0002_walls"),
        ("tasks", "0002_walls"),
    ]
    operations = [
        tenant_table("accounts_note", Walls(), {"account_id": "accounts_account", "author_id": "identity_user"}),
        tenant_table("accounts_import", Walls(), {"user_id": "identity_user", "task_id": "tasks_task"}),
        tenant_table("accounts_importedrow", Walls(), {"source_id": "accounts_import"}),
        tenant_table(
            "accounts_managerrule",
            Walls(rights="SELECT, INSERT, UPDATE"),
            {"first_manager_id": "identity_user", "last_manager_id": "identity_user"},
        ),
        tenant_table("accounts_managerplace", Walls(), {"user_id": "identity_user"}),
        tenant_table("accounts_managerofcountry", Walls(), {"user_id": "identity_user"}),
        reference("accounts_edge", "price_list_id", "catalog_pricelist"),
        reference("accounts_account", "manager_id", "identity_user"),
        own_accounts("accounts_note", "account_id"),
        own_work("accounts_import"),
        own_through("accounts_importedrow", "source_id", "accounts_import"),
    ]
