"""A seller's own dated exchange rates, and prices that are converted at them (CAT-5).

Locks: new tables, and functions that are replaced at once. Undo: drops the rates; a plan ends at the currency of its own.
"""

from decimal import Decimal
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_staff_second_factor"),
        ("catalog", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_currency", models.CharField(max_length=3)),
                ("to_currency", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=12, max_digits=22)),
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
                        fields=["seller", "to_currency", "from_currency", "-starts_at"],
                        name="exchange_rate_in_force",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__gte", Decimal("1E-9")), ("rate__lte", Decimal(1000000000))),
                        name="exchange_rate_is_within_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_currency__regex", "^[A-Z]{3}$"),
                            ("to_currency__regex", "^[A-Z]{3}$"),
                            models.Q(("from_currency", models.F("to_currency")), _negated=True),
                        ),
                        name="exchange_rate_is_between_two_currencies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__gte", models.F("added_at"))),
                        name="exchange_rate_never_starts_in_the_past",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__lt", models.F("starts_at")), _connector="OR"
                        ),
                        name="exchange_rate_is_withdrawn_before_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("seller", "from_currency", "to_currency", "valid_from"),
                        name="exchange_rate_once_per_pair_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RateAge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.IntegerField(default=7)),
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
                    models.UniqueConstraint(fields=("seller",), name="rate_age_once_per_seller"),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 366)), name="rate_age_is_sane"
                    ),
                ],
            },
        ),
        tenant_table("catalog_exchangerate", Walls(rights="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_name)")),
        tenant_table("catalog_rateage", Walls(rights="SELECT, INSERT, UPDATE")),
        run_sql(SQL, "rates"),
    ]
