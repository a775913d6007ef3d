"""Wall people and keys in (OPS-3).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from django.db import migrations

from handsel.kernel.sql import Walls, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("accounts", "0003_walls"),
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
    ]
