"""Taxes of sellers and buyers (CAT-4)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        *run_sql(SQL, "amount"),
        migrations.CreateModel(
            name="BuyerTax",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, default="", max_length=40)),
                ("number_country", models.CharField(blank=True, default="", max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[("unchecked", "Not checked"), ("checked", "Checked"), ("failed", "Not valid")],
                        default="unchecked",
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_how",
                    models.CharField(
                        blank=True, choices=[("online", "Online"), ("by_hand", "By hand")], default="", max_length=10
                    ),
                ),
                ("checked_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("consultation", models.CharField(blank=True, default="", max_length=100)),
                ("told_name", models.CharField(blank=True, default="", max_length=300)),
                ("tried_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, default="", max_length=60)),
                ("due_at", models.DateTimeField(null=True)),
                ("exempt_reason", models.CharField(blank=True, default="", max_length=200)),
                ("exempt_certificate", models.CharField(blank=True, default="", max_length=100)),
                ("exempt_until", models.DateField(null=True)),
                ("exempt_until_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buyer_tax",
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
                "indexes": [
                    models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="buyer_tax_due")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "account"), name="buyer_tax_once_per_buyer"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unchecked", "checked", "failed"])),
                        name="buyer_tax_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "unchecked"),
                            models.Q(("checked_at__isnull", False), models.Q(("checked_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="buyer_tax_is_checked_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_certificate", ""), ("exempt_reason", ""), ("exempt_until__isnull", True)),
                            models.Q(
                                models.Q(("exempt_reason", ""), _negated=True),
                                models.Q(("exempt_certificate", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="buyer_tax_is_exempt_with_reason_and_certificate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_until__isnull", True), ("exempt_until_at__isnull", True)),
                            models.Q(("exempt_until__isnull", False), ("exempt_until_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="buyer_tax_exemption_ends_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductTax",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product_id", models.BigIntegerField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("reduced", "Reduced"),
                            ("lowest", "Reduced further"),
                            ("zero", "Zero rate"),
                            ("exempt", "Exempt"),
                        ],
                        max_length=10,
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
                    models.UniqueConstraint(fields=("seller", "product_id"), name="product_tax_once_per_seller"),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["standard", "reduced", "lowest", "zero", "exempt"])),
                        name="product_tax_category_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2)),
                ("region", models.CharField(blank=True, default="", max_length=100)),
                (
                    "category",
                    models.CharField(
                        choices=[("standard", "Standard"), ("reduced", "Reduced"), ("lowest", "Reduced further")],
                        max_length=10,
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6, null=True)),
                ("valid_from", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                ("added_by_name", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_name", models.CharField(blank=True, default="", max_length=200)),
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
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["seller", "country", "-starts_at"],
                        name="tax_rate_in_force",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True),
                            models.Q(("percent__gte", 0), ("percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="tax_rate_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="tax_rate_is_of_a_country"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["standard", "reduced", "lowest"])),
                        name="tax_rate_is_of_a_rated_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__gte", models.F("added_at"))),
                        name="tax_rate_never_starts_in_the_past",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__lt", models.F("starts_at")), _connector="OR"
                        ),
                        name="tax_rate_is_withdrawn_before_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("seller", "country", "region", "category", "valid_from"),
                        name="tax_rate_once_per_kind_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxSetup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2)),
                ("region", models.CharField(blank=True, default="", max_length=100)),
                ("is_registered", models.BooleanField()),
                ("number", models.CharField(blank=True, default="", max_length=40)),
                (
                    "unregistered_words",
                    models.CharField(default="Not registered for tax: no tax is charged.", max_length=300),
                ),
                (
                    "reverse_charge_words",
                    models.CharField(default="Reverse charge: you account for the VAT.", max_length=300),
                ),
                ("export_words", models.CharField(default="Export: no tax is charged.", max_length=300)),
                ("recheck_days", models.IntegerField(default=90)),
                ("version", models.IntegerField(default=1)),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="tax_setup_is_in_a_country"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unregistered_words", ""), _negated=True),
                            models.Q(("reverse_charge_words", ""), _negated=True),
                            models.Q(("export_words", ""), _negated=True),
                        ),
                        name="tax_setup_says_why_nothing_is_charged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recheck_days__gte", 1), ("recheck_days__lte", 366)),
                        name="tax_setup_rechecks_within_reason",
                    ),
                ],
            },
        ),
    ]
