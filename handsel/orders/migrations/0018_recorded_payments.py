"""Keep which payments were recorded for which order, and let a part of one be kept for it (ORD-6).

Locks: the table of legs while one partial index is built anew. Undo: forgets for which order a payment was recorded.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
CHANGED = ("part_payments", "advance", "lack", "cancel", "fundable", "skip")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0027_purging"),
        ("ledger", "0010_announcements"),
        ("orders", "0017_credit_without_cards"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
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
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.leg",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_payment",
                        to="ledger.receipt",
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
                "indexes": [models.Index(fields=["seller", "leg"], name="order_payment_of_leg")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="order_payment_is_positive"
                    )
                ],
            },
        ),
        tenant_table(
            "orders_orderpayment",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT"),
            {"buyer_id": "accounts_account", "leg_id": "orders_leg", "receipt_id": "ledger_receipt"},
        ),
        own_accounts("orders_orderpayment"),
        run_sql(SQL, "part_payments_grants"),
        *(run_functions(SQL, subject) for subject in CHANGED),
        migrations.RemoveIndex(model_name="leg", name="leg_unpaid"),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("fulfilment", "none"), ("payment__in", ["unpaid", "partly_paid"]), ("position", 0)),
                fields=["placed_at"],
                name="leg_unpaid",
            ),
        ),
    ]
