"""Wall in what runs at a customer (SUB-1, OPS-3)."""

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0001_initial"),
        ("orders", "0002_legs"),
    ]
    operations = [
        tenant_table(
            "subscriptions_subscription",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT, UPDATE"),
            {"leg_line_id": "orders_legline", "buyer_id": "accounts_account"},
        ),
        own_accounts("subscriptions_subscription"),
    ]
