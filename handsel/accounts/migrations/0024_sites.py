"""Let an account have sites, and its own people keep them and their addresses (ORD-17).

Locks: a new table; the policies of addresses, for a moment. Undo: forgets the sites; people keep no addresses any more.
"""

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, other_walls, own_accounts, tenant_table

OWN = Walls(buyer="account_id", storefront_writes=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_ways_to_pay"),
    ]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("domain", models.CharField(blank=True, default="", max_length=253)),
                ("note", models.TextField(blank=True, default="")),
                ("archived_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="accounts.account",
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sites",
                        to="accounts.address",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "code"], name="site_by_code"),
                    models.Index(
                        condition=models.Q(("address__isnull", False)),
                        fields=["seller", "address"],
                        name="site_at_address",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "account", "code"), name="site_code_once_per_account"),
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="site_has_a_code"),
                ],
            },
        ),
        tenant_table("accounts_site", OWN, {"account_id": "accounts_account", "address_id": "accounts_address"}),
        own_accounts("accounts_site", "account_id"),
        other_walls("accounts_address", Walls(), OWN),
    ]
