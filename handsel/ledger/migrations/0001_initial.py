"""The books (FUN-8)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
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
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="accounts.account",
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
                "indexes": [models.Index(fields=["seller", "buyer", "-id"], name="adjustment_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "kind", "number"), name="adjustment_number_once_per_series"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="adjustment_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="adjustment_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("credit_note", "debit_note", "payout"))),
                        name="adjustment_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("wallet", "Wallet"),
                            ("clearing", "Clearing"),
                            ("revenue", "Revenue"),
                            ("tax", "Tax"),
                            ("adjustment", "Adjustment"),
                        ],
                        max_length=20,
                    ),
                ),
                ("method", models.CharField(blank=True, default="", max_length=20)),
                ("currency", models.CharField(max_length=3)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("buyer__isnull", False), ("role", "wallet")),
                            models.Q(models.Q(("role", "wallet"), _negated=True), ("buyer__isnull", True)),
                            _connector="OR",
                        ),
                        name="ledger_account_wallet_has_a_buyer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "clearing"), models.Q(("method", ""), _negated=True)),
                            models.Q(models.Q(("role", "clearing"), _negated=True), ("method", "")),
                            _connector="OR",
                        ),
                        name="ledger_account_clearing_has_a_method",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "role", "method", "currency", "buyer"),
                        name="ledger_account_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(fields=("id", "currency"), name="ledger_account_in_its_currency"),
                ],
            },
        ),
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
                "constraints": [models.UniqueConstraint(fields=("seller", "hour"), name="proof_once_an_hour")],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "method",
                    models.CharField(
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
                ("received_on", models.DateField()),
                ("reference", models.CharField(blank=True, default="", max_length=100)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="accounts.account",
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
                "indexes": [models.Index(fields=["seller", "buyer", "-id"], name="receipt_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "number"), name="receipt_number_once_per_seller"),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="receipt_is_positive"),
                ],
            },
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
                (
                    "adjustment",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="ledger.adjustment",
                    ),
                ),
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
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.receipt",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "state", "-id"], name="confirmation_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "key"), name="confirmation_key_once_per_seller"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="confirmation_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "confirmed", "declined", "withdrawn"])),
                        name="confirmation_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adjustment__isnull", False), ("state", "confirmed")),
                            models.Q(models.Q(("state", "confirmed"), _negated=True), ("adjustment__isnull", True)),
                            _connector="OR",
                        ),
                        name="confirmation_confirmed_has_its_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="confirmation_declined_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("sent_on", models.DateField()),
                ("reference", models.CharField(max_length=100)),
                ("note", models.TextField(blank=True, default="")),
                ("key", models.CharField(max_length=80)),
                ("announced_by_id", models.BigIntegerField(null=True)),
                ("announced_by_name", models.CharField(max_length=200)),
                ("announced_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("announced", "Announced"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="announced",
                        max_length=10,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decline_reason", models.TextField(blank=True, default="")),
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
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="ledger.receipt",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "state", "-id"], name="announcement_by_state"),
                    models.Index(fields=["seller", "buyer", "-id"], name="announcement_of_buyer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "buyer", "key"), name="announcement_key_once_per_buyer"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="announcement_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="announcement_has_a_reference"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("announced_at"))),
                        name="announcement_expires_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["announced", "confirmed", "declined", "withdrawn"])),
                        name="announcement_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt__isnull", False), ("state", "confirmed")),
                            models.Q(models.Q(("state", "confirmed"), _negated=True), ("receipt__isnull", True)),
                            _connector="OR",
                        ),
                        name="announcement_confirmed_has_its_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="announcement_declined_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "announced")),
                            models.Q(models.Q(("state", "announced"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="announcement_answered_at_a_moment",
                    ),
                ],
            },
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
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                (
                    "document",
                    models.CharField(
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
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("reason", models.TextField(blank=True, default="")),
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
                    "reverses",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="ledger.transfer",
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
                "indexes": [
                    models.Index(fields=["seller", "buyer", "-id"], name="transfer_of_buyer"),
                    models.Index(fields=["seller", "buyer", "at"], include=("id",), name="transfer_of_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="transfer_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("document__in", ["receipt", "credit_note", "invoice", "debit_note", "payout", "reversal"])
                        ),
                        name="transfer_document_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", "reversal"), ("reverses__isnull", False)),
                            models.Q(models.Q(("document", "reversal"), _negated=True), ("reverses__isnull", True)),
                            _connector="OR",
                        ),
                        name="transfer_reversal_names_what_it_reverses",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="receipt",
            name="transfer",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipt",
                to="ledger.transfer",
            ),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("balance_after_minor", models.BigIntegerField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
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
                (
                    "ledger_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "ledger_account", "-id"], name="entry_of_ledger_account"),
                    models.Index(fields=["seller", "buyer", "-id"], name="entry_of_wallet"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True), name="entry_is_not_zero"
                    )
                ],
            },
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
        migrations.CreateModel(
            name="Wallet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("balance_minor", models.BigIntegerField(default=0)),
                ("held_minor", models.BigIntegerField(default=0)),
                ("credit_limit_minor", models.BigIntegerField(default=0)),
                ("excess_minor", models.BigIntegerField(db_default=0, default=0)),
                ("low_balance_minor", models.BigIntegerField(null=True)),
                ("is_low", models.BooleanField(db_default=False, default=False)),
                ("moved_at", models.DateTimeField(null=True)),
                ("locked_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallets",
                        to="accounts.account",
                    ),
                ),
                (
                    "edge",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallet",
                        to="accounts.edge",
                    ),
                ),
                (
                    "ledger_account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wallet",
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
            options={
                "indexes": [models.Index(fields=["seller", "buyer"], name="wallet_of_buyer")],
                "constraints": [
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("excess_minor__gte", 0)), name="wallet_excess_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low_balance_minor__isnull", True), ("low_balance_minor__gte", 0), _connector="OR"
                        ),
                        name="wallet_low_balance_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_minor__gte", 0)), name="wallet_holds_are_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credit_limit_minor__gte", 0)), name="wallet_credit_limit_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="ledger.wallet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["seller", "wallet"], name="hold_live")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="hold_key_once"),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="hold_is_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("limit_minor", models.BigIntegerField()),
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
                    models.UniqueConstraint(fields=("seller", "currency"), name="confirmation_limit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_minor__gte", 0)), name="confirmation_limit_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(
                condition=models.Q(("receipt__isnull", False)), fields=["seller", "receipt"], name="adjustment_refunds"
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
    ]
