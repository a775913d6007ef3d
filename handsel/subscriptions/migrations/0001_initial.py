"""What runs (SUB-1)."""

import django.db.models.deletion
from django.db import migrations, models

import handsel.catalog.periods


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.CharField(max_length=120)),
                ("plan_name", models.CharField(max_length=80)),
                ("quantity", models.IntegerField()),
                ("period_count", models.IntegerField()),
                ("period_unit", models.CharField(max_length=5)),
                ("net_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("started_on", models.DateField()),
                ("renews_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="accounts.account",
                    ),
                ),
                (
                    "leg_line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscription",
                        to="orders.legline",
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
                "indexes": [models.Index(fields=["seller", "buyer"], name="subscription_of_buyer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])
                        ),
                        name="subscription_has_a_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("renews_on__gt", models.F("started_on"))),
                        name="subscription_renews_after_start",
                    ),
                ],
            },
            bases=(handsel.catalog.periods.Periodic, models.Model),
        ),
    ]
