"""Rules of price lists, and what a seller does when its costs change (CAT-2, CAT-3).

Locks: the price lists, for a moment. Undo: drops the rules; the markup on everything stays.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_ways_to_pay"),
        ("catalog", "0006_categories"),
    ]

    operations = [
        migrations.CreateModel(
            name="CostPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("percent", "Keep the percent"),
                            ("amount", "Keep the amount"),
                            ("retail", "Keep the price"),
                            ("ask", "Ask me"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PriceBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("cost_minor", models.BigIntegerField()),
                ("decided_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PriceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[(1, "Everything"), (2, "A category"), (3, "A product"), (4, "A plan")]
                    ),
                ),
                ("target_id", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("fixed_minor", models.BigIntegerField(null=True)),
                ("is_hidden", models.BooleanField(null=True)),
                ("loss_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="pricelist",
            name="rounding",
            field=models.CharField(
                choices=[
                    ("none", "Not at all"),
                    ("to_5", "To 0.05"),
                    ("to_10", "To 0.10"),
                    ("to_100", "To 1.00"),
                    ("ends_99", "Ends with .99"),
                    ("ends_95", "Ends with .95"),
                ],
                db_default="none",
                default="none",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="rounding_way",
            field=models.CharField(
                choices=[("nearest", "To the nearest"), ("up", "Up"), ("down", "Down")],
                db_default="nearest",
                default="nearest",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="pricelist",
            name="markup_percent",
            field=models.DecimalField(decimal_places=2, max_digits=7, null=True),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("markup_percent__isnull", False), _connector="OR"),
                name="price_list_by_default_has_a_markup",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rounding__in", ["none", "to_5", "to_10", "to_100", "ends_99", "ends_95"]),
                    ("rounding_way__in", ["nearest", "up", "down"]),
                ),
                name="price_list_rounding_is_known",
            ),
        ),
        migrations.AddField(
            model_name="costpolicy",
            name="seller",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="pricebasis",
            name="price_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricebasis",
            name="seller",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="pricerule",
            name="price_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rules",
                to="catalog.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricerule",
            name="seller",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddConstraint(
            model_name="costpolicy",
            constraint=models.UniqueConstraint(fields=("seller",), name="cost_policy_once_per_seller"),
        ),
        migrations.AddConstraint(
            model_name="costpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy__in", ["percent", "amount", "retail", "ask"])), name="cost_policy_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebasis",
            constraint=models.UniqueConstraint(fields=("price_list", "plan_id"), name="price_basis_once_per_plan"),
        ),
        migrations.AddConstraint(
            model_name="pricebasis",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_minor__gt", 0)), name="price_basis_is_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.UniqueConstraint(
                fields=("price_list", "level", "target_id", "currency"), name="price_rule_once_per_target"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", 1), ("target_id", 0)),
                    models.Q(("level__in", [2, 3, 4]), ("target_id__gt", 0)),
                    _connector="OR",
                ),
                name="price_rule_is_for_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor", 0), ("percent__isnull", True)),
                    ("fixed_minor__isnull", True),
                    _connector="OR",
                ),
                name="price_rule_is_a_markup_or_a_fixed_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", ""), _negated=True),
                    models.Q(("amount_minor", 0), ("fixed_minor__isnull", True)),
                    _connector="OR",
                ),
                name="price_rule_names_the_currency_of_its_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency", ""), ("is_hidden__isnull", True), _connector="OR"),
                name="price_rule_hides_in_every_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("percent__isnull", False),
                    ("fixed_minor__isnull", False),
                    ("is_hidden__isnull", False),
                    _connector="OR",
                ),
                name="price_rule_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("percent__isnull", True),
                        models.Q(("percent__gte", -100), ("percent__lte", 10000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("fixed_minor__isnull", True),
                        models.Q(("fixed_minor__gt", 0), ("fixed_minor__lte", 1000000000000)),
                        _connector="OR",
                    ),
                    ("amount_minor__gte", -1000000000000),
                    ("amount_minor__lte", 1000000000000),
                ),
                name="price_rule_is_within_reason",
            ),
        ),
        tenant_table("catalog_pricerule", Walls(), {"price_list_id": "catalog_pricelist"}),
        tenant_table("catalog_costpolicy", Walls()),
        tenant_table("catalog_pricebasis", Walls(), {"price_list_id": "catalog_pricelist"}),
        run_sql(SQL, "price_rules"),
        run_functions(SQL, "rules"),
        run_functions(SQL, "chain"),
        run_functions(SQL, "offers"),
        run_functions(SQL, "lines"),
    ]
