"""Roll up the books that have no floor in the background (FUN-8, safety M4).

Locks: none.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_today"), ("ledger", "0007_reversals_confirmed")]
    operations = [
        migrations.CreateModel(
            name="RolledUp",
            fields=[
                ("id", PK.clone()),
                ("balance_minor", models.BigIntegerField()),
                ("up_to", models.BigIntegerField()),
                (
                    "ledger_account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rolled_up",
                        to="ledger.ledgeraccount",
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
        ),
        migrations.CreateModel(
            name="RollUpMark",
            fields=[
                ("id", PK.clone()),
                ("rolled_to", models.BigIntegerField()),
                ("fence_to", models.BigIntegerField()),
                ("fence_xact", models.BigIntegerField()),
                ("next_to", models.BigIntegerField()),
                (
                    "seller",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(rolled_to__lte=models.F("fence_to"), fence_to__lte=models.F("next_to")),
                        name="roll_up_marks_are_in_order",
                    )
                ]
            },
        ),
        tenant_table("ledger_rolledup", Walls(rights="SELECT"), {"ledger_account_id": "ledger_ledgeraccount"}),
        tenant_table("ledger_rollupmark", Walls(rights="SELECT")),
        *run_sql(SQL, "rollup"),
    ]
