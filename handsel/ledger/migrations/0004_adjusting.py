"""Credit notes, debit notes, payouts and who confirms them (FUN-3, FUN-6); credit limits and warnings (FUN-4).

Locks: wallets, transfers and receipts while their columns and constraints change. Undo: drops the new tables and columns.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
DECIDED = "state, decided_by_name, decided_at, decline_reason, adjustment_id"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("ledger", "0003_wallets_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("credit_note", "Credit note"), ("debit_note", "Debit note"), ("payout", "Payout")],
                        max_length=20,
                    ),
                ),
                ("number", models.IntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.TextField()),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bank_transfer", "Bank transfer"),
                            ("cash", "Cash"),
                            ("cheque", "Cheque"),
                            ("card", "Credit card"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(blank=True, default="", max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("credit_note", "Credit note"), ("debit_note", "Debit note"), ("payout", "Payout")],
                        max_length=20,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.TextField()),
                ("method", models.CharField(blank=True, default="", max_length=20)),
                ("reference", models.CharField(blank=True, default="", max_length=100)),
                ("key", models.CharField(max_length=80)),
                (
                    "asked_by_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("asked_by_name", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decline_reason", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="ConfirmationLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("limit_minor", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="transfer_document_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="wallet",
            name="wallet_is_not_overdrawn",
        ),
        migrations.AddField(
            model_name="wallet",
            name="excess_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="wallet",
            name="is_low",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="wallet",
            name="low_balance_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="wallet",
            name="moved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="method",
            field=models.CharField(
                choices=[
                    ("bank_transfer", "Bank transfer"),
                    ("cash", "Cash"),
                    ("cheque", "Cheque"),
                    ("card", "Credit card"),
                    ("other", "Other"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="document",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt"),
                    ("credit_note", "Credit note"),
                    ("invoice", "Order"),
                    ("debit_note", "Debit note"),
                    ("payout", "Payout"),
                    ("reversal", "Reversal"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("document__in", ["receipt", "credit_note", "invoice", "debit_note", "payout", "reversal"])
                ),
                name="transfer_document_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="wallet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "balance_minor__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("held_minor"), "-", models.F("credit_limit_minor")
                            ),
                            "-",
                            models.F("excess_minor"),
                        ),
                    )
                ),
                name="wallet_is_not_overdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="wallet",
            constraint=models.CheckConstraint(
                condition=models.Q(("excess_minor__gte", 0)), name="wallet_excess_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="wallet",
            constraint=models.CheckConstraint(
                condition=models.Q(("low_balance_minor__isnull", True), ("low_balance_minor__gte", 0), _connector="OR"),
                name="wallet_low_balance_is_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="buyer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustments",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="receipt",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="ledger.receipt",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="transfer",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustment",
                to="ledger.transfer",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="adjustment",
            field=models.OneToOneField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmation",
                to="ledger.adjustment",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="buyer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="receipt",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.receipt",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="confirmationlimit",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["seller", "buyer", "-id"], name="adjustment_of_buyer"),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(
                condition=models.Q(("receipt__isnull", False)), fields=["seller", "receipt"], name="adjustment_refunds"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(
                fields=("seller", "kind", "number"), name="adjustment_number_once_per_series"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="adjustment_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="adjustment_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("credit_note", "debit_note", "payout"))),
                name="adjustment_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payout"), models.Q(("method", ""), _negated=True)),
                    models.Q(
                        models.Q(("kind", "payout"), _negated=True),
                        ("method", ""),
                        ("receipt__isnull", True),
                        ("reference", ""),
                    ),
                    _connector="OR",
                ),
                name="adjustment_says_how_a_payout_left",
            ),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["seller", "state", "-id"], name="confirmation_by_state"),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(fields=("seller", "key"), name="confirmation_key_once_per_seller"),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="confirmation_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "confirmed", "declined", "withdrawn"])),
                name="confirmation_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adjustment__isnull", False), ("state", "confirmed")),
                    models.Q(models.Q(("state", "confirmed"), _negated=True), ("adjustment__isnull", True)),
                    _connector="OR",
                ),
                name="confirmation_confirmed_has_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("decline_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="confirmation_declined_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmationlimit",
            constraint=models.UniqueConstraint(fields=("seller", "currency"), name="confirmation_limit_once"),
        ),
        migrations.AddConstraint(
            model_name="confirmationlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_minor__gte", 0)), name="confirmation_limit_is_not_negative"
            ),
        ),
        tenant_table(
            "ledger_adjustment",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT, INSERT"),
            {"transfer_id": "ledger_transfer", "buyer_id": "accounts_account", "receipt_id": "ledger_receipt"},
        ),
        tenant_table(
            "ledger_confirmation",
            Walls(rights=f"SELECT, INSERT, UPDATE ({DECIDED})"),
            {"buyer_id": "accounts_account", "receipt_id": "ledger_receipt", "adjustment_id": "ledger_adjustment"},
        ),
        tenant_table("ledger_confirmationlimit", Walls(rights="SELECT, INSERT, UPDATE (limit_minor)")),
        run_sql(SQL, "adjusting"),
        run_sql(SQL, "limits"),
    ]
