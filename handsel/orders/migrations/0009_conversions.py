"""Keep with each line of a selling leg at which rate its cost became part of its price (CAT-5).

Locks: a new table, and a function that is replaced at once. Undo: drops what was kept; prices stay as they are.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_staff_second_factor"),
        ("catalog", "0003_exchange_rates"),
        ("orders", "0008_locked_wallets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_id", models.BigIntegerField()),
                ("is_own", models.BooleanField()),
                ("cost_currency", models.CharField(max_length=3)),
                ("unit_cost_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=12, max_digits=22)),
                ("currency", models.CharField(max_length=3)),
                ("unit_converted_minor", models.BigIntegerField()),
                ("markup_percent", models.DecimalField(decimal_places=2, max_digits=7)),
                ("quantity", models.IntegerField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "exchange_rate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.exchangerate",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversions",
                        to="orders.leg",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "leg", "plan_id"), name="conversion_once_per_line"),
                    models.CheckConstraint(
                        condition=models.Q(("unit_converted_minor__gt", 0), ("unit_cost_minor__gt", 0)),
                        name="conversion_is_above_zero",
                    ),
                ],
            },
        ),
        tenant_table(
            "orders_conversion",
            Walls(rights="SELECT"),
            {"leg_id": "orders_leg", "exchange_rate_id": "catalog_exchangerate"},
        ),
        own_accounts("orders_conversion"),
        run_sql(SQL, "conversions"),
    ]
