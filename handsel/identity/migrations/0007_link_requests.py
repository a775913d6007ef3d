"""Keep who asked for a link, and tell failures with a known device apart (USR-3).

Locks: a column with a constant default is added without a rewrite; else a new table. Undo: takes both away.
"""

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("identity", "0006_key_reach"),
    ]

    operations = [
        migrations.AddField(
            model_name="loginattempt",
            name="device",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("address", models.GenericIPAddressField()),
                ("at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "email", "at"], name="link_request_of_email"),
                    models.Index(fields=["seller", "address", "at"], name="link_request_from_address"),
                ],
            },
        ),
        tenant_table("identity_linkrequest", Walls(rights="SELECT, INSERT, DELETE")),
    ]
