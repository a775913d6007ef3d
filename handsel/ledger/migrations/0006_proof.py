"""Prove the books as of a day and every hour, where a fault is shown; find the entries of a period (FUN-2, FUN-8).

Locks: transfers while their index is built. Undo: drops the index, the runs, and the proof of a day.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_told_of_branches"),
        ("ledger", "0005_own_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("transfers", models.BigIntegerField()),
                ("wallets", models.BigIntegerField()),
                ("fault_count", models.IntegerField()),
                ("faults", models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["seller", "buyer", "at"], name="transfer_of_day"),
        ),
        migrations.AddField(
            model_name="proofrun",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="proofrun",
            constraint=models.UniqueConstraint(fields=("seller", "hour"), name="proof_once_an_hour"),
        ),
        tenant_table("ledger_proofrun", Walls(rights="SELECT")),
        run_sql(SQL, "proof"),
    ]
