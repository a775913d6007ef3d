"""Keep what visitors want before anybody knows who they are (ACC-3, ORD-9).

Locks: new tables. Undo: forgets the carts of visitors.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_functions, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0025_sign_up_settings"),
        ("signups", "0001_initial"),
        ("catalog", "0008_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitorCart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("network", models.GenericIPAddressField()),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("has_signed_up", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("account_ref", models.BigIntegerField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitorLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_ref", models.BigIntegerField()),
                ("quantity", models.IntegerField()),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="signups.visitorcart"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="visitorcart",
            index=models.Index(fields=["seller", "-changed_at", "-id"], name="visitor_cart_latest"),
        ),
        migrations.AddIndex(
            model_name="visitorcart",
            index=models.Index(fields=["seller", "network", "claimed_at"], name="visitor_cart_from_network"),
        ),
        migrations.AddConstraint(
            model_name="visitorcart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_ref__isnull", True), ("claimed_at__isnull", True)),
                    models.Q(("account_ref__isnull", False), ("claimed_at__isnull", False)),
                    _connector="OR",
                ),
                name="visitor_cart_claimed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitorline",
            constraint=models.UniqueConstraint(
                fields=("seller", "cart", "plan_ref"), name="visitor_line_once_per_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitorline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("quantity__lte", 100000)),
                name="visitor_line_quantity_is_sane",
            ),
        ),
        run_functions(SQL, "window"),
        tenant_table("signups_visitorcart", Walls()),
        own_accounts("signups_visitorcart", "account_ref"),
        tenant_table("signups_visitorline", Walls(), {"cart_id": "signups_visitorcart"}),
    ]
