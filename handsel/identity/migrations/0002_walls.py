"""Wall in users, seats, sessions, keys and everything that proves who somebody is (OPS-3, USR-7)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, reference, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("accounts", "0003_walls"),
        ("visits", "0001_initial"),
    ]
    operations = [
        tenant_table("identity_user", Walls()),
        tenant_table(
            "identity_seat",
            Walls(buyer="buyer_id"),
            {"user_id": "identity_user", "buyer_id": "accounts_account"},
        ),
        tenant_table("identity_onetimelink", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_apikey", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table("identity_idempotencykey", Walls(rights="SELECT, INSERT, DELETE")),
        tenant_table("identity_loginattempt", Walls(rights="SELECT, INSERT, DELETE")),
        reference("identity_apikey", "made_by_id", "identity_user"),
        tenant_table("identity_linkrequest", Walls(rights="SELECT, INSERT, DELETE")),
        tenant_table("identity_session", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_authenticator", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_passkey", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_recoverycode", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_signinprovider", Walls()),
        tenant_table(
            "identity_providerlink",
            Walls(),
            {"user_id": "identity_user", "provider_id": "identity_signinprovider"},
        ),
        own_accounts("identity_seat", besides="buyer_id IS NULL"),
        *run_sql(SQL, "keys", "places", "sessions", "own_users"),
    ]
