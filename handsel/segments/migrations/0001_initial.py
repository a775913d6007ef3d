"""Saved searches, list views and figures (ACC-10)."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Figures",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_column="id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="figures",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("operator", "Operator"), ("reseller", "Reseller"), ("customer", "Customer")],
                        max_length=10,
                    ),
                ),
                ("is_listed", models.BooleanField()),
                ("currency", models.CharField(max_length=3)),
                ("orders_count", models.IntegerField(db_default=0)),
                ("orders_minor", models.BigIntegerField(db_default=0)),
                ("last_order_at", models.DateTimeField(null=True)),
                (
                    "last_order_rank",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "last_order_at", models.Value("1970-01-01 00:00:00+00")
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                ("run_rate", models.DecimalField(db_default=0, decimal_places=12, max_digits=30)),
                (
                    "run_rate_minor",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.math.Round(
                            django.db.models.functions.math.Round("run_rate", precision=6)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                ("running_count", models.IntegerField(db_default=0)),
                ("users_count", models.IntegerField(db_default=0)),
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
                    models.Index(fields=["seller", "kind", "run_rate_minor", "account"], name="figures_run_rate"),
                    models.Index(fields=["seller", "kind", "last_order_rank", "account"], name="figures_last_order"),
                    models.Index(fields=["seller", "kind", "orders_count", "account"], name="figures_orders_count"),
                    models.Index(fields=["seller", "kind", "orders_minor", "account"], name="figures_orders_total"),
                    models.Index(fields=["seller", "kind", "users_count", "account"], name="figures_users"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("operator", "Operator"), ("reseller", "Reseller"), ("customer", "Customer")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=240)),
                ("params", models.JSONField(default=list)),
                ("is_shared", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.UniqueConstraint(
                        condition=models.Q(("is_shared", False)),
                        fields=("seller", "kind", "owner", "key"),
                        name="segment_name_once_per_owner",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_shared", True)),
                        fields=("seller", "kind", "key"),
                        name="segment_name_once_shared",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="segment_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("operator", "Operator"), ("reseller", "Reseller"), ("customer", "Customer")],
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("listed_count", models.IntegerField(db_default=0)),
                ("transacting_count", models.IntegerField(db_default=0)),
                ("run_rate", models.DecimalField(db_default=0, decimal_places=12, max_digits=34)),
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
                "constraints": [models.UniqueConstraint(fields=("seller", "kind", "currency"), name="tally_once")],
            },
        ),
    ]
