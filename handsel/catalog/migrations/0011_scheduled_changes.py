"""Changes of prices for a day to come, and what a change does below (CAT-3).

Locks: a new table only. Undo: forgets what was planned.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0025_sign_up_settings"),
        ("catalog", "0010_options_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduledChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("changes", models.JSONField()),
                ("plans", models.IntegerField()),
                ("starts_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Carried out"),
                            ("canceled", "Canceled"),
                            ("failed", "Not possible any more"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                (
                    "price_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.pricelist",
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
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["starts_at", "id"],
                        name="scheduled_change_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "canceled", "failed"])),
                        name="scheduled_change_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="scheduled_change_ends_once",
                    ),
                ],
            },
        ),
        tenant_table("catalog_scheduledchange", Walls(), {"price_list_id": "catalog_pricelist"}),
        run_sql(SQL, "planned"),
        run_functions(SQL, "branch"),
    ]
