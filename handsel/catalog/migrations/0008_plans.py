"""Plans of any period with quantities and add-ons, options to fill in, pictures, provisioning (CAT-1).

Locks: products and plans, while each plan gets its period; new tables. Undo: options and pictures are lost.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"

IN_UNITS = """
UPDATE catalog_plan
   SET period_count = CASE WHEN period_months % 12 = 0 THEN period_months / 12 ELSE period_months END,
       period_unit = CASE WHEN period_months = 0 THEN '' WHEN period_months % 12 = 0 THEN 'year' ELSE 'month' END;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_price_rules"), ("accounts", "0020_staff_second_factor")]

    operations = [
        migrations.AddField(
            "product",
            "provisioning",
            models.CharField(
                choices=[("manual", "Manual"), ("automatic", "Automatic")], default="manual", max_length=10
            ),
        ),
        migrations.AddField("product", "version", models.IntegerField(default=1)),
        migrations.AddConstraint(
            "product",
            models.CheckConstraint(
                condition=models.Q(("provisioning__in", ["manual", "automatic"])), name="product_provisioning_is_known"
            ),
        ),
        migrations.AddField("plan", "period_count", models.IntegerField(default=0)),
        migrations.AddField("plan", "period_unit", models.CharField(blank=True, default="", max_length=5)),
        migrations.AddField("plan", "is_addon", models.BooleanField(default=False)),
        migrations.AddField("plan", "unit", models.CharField(blank=True, default="", max_length=30)),
        migrations.AddField("plan", "quantity_min", models.IntegerField(default=1)),
        migrations.AddField("plan", "quantity_max", models.IntegerField(default=100000)),
        migrations.AddField("plan", "quantity_step", models.IntegerField(default=1)),
        migrations.AddField("plan", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField("plan", "version", models.IntegerField(default=1)),
        migrations.RunSQL(IN_UNITS, migrations.RunSQL.noop),
        migrations.RemoveConstraint("plan", "plan_period_is_not_negative"),
        migrations.RemoveField("plan", "period_months"),
        migrations.AddConstraint(
            "plan",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])),
                    models.Q(("period_count", 0), ("period_unit", "")),
                    _connector="OR",
                ),
                name="plan_is_charged_once_or_every_period",
            ),
        ),
        migrations.AddConstraint(
            "plan",
            models.CheckConstraint(
                condition=models.Q(
                    ("quantity_max__lte", 100000),
                    ("quantity_min__gte", 1),
                    ("quantity_step__gte", 1),
                    ("quantity_max__gte", models.F("quantity_min")),
                ),
                name="plan_quantities_are_sane",
            ),
        ),
        migrations.CreateModel(
            name="ProductOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("domain", "Domain name"),
                            ("site", "Site code"),
                            ("choice", "Choice from a list"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_required", models.BooleanField(default=True)),
                ("help_text", models.CharField(blank=True, default="", max_length=200)),
                ("choices", models.JSONField(default=list)),
                ("position", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="catalog.product",
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
                    models.CheckConstraint(condition=models.Q(("label", ""), _negated=True), name="option_has_a_label"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["text", "domain", "site", "choice", "yes_no"])),
                        name="option_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "product", "label"), name="option_label_once_per_product"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("alternative", models.CharField(blank=True, default="", max_length=200)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("position", models.IntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="catalog.product",
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
                        condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="picture_has_a_size"
                    ),
                    models.UniqueConstraint(fields=("seller", "product", "digest"), name="picture_once_per_product"),
                ],
                "indexes": [models.Index(fields=["seller", "digest"], name="picture_of_digest")],
            },
        ),
        tenant_table("catalog_productoption", Walls(), {"product_id": "catalog_product"}),
        tenant_table("catalog_productpicture", Walls(), {"product_id": "catalog_product"}),
        run_sql(SQL, "options"),
        run_functions(SQL, "offers"),
        run_functions(SQL, "lines"),
    ]
