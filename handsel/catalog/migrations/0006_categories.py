"""Make categories rows of their seller's, to which products refer, and tell them with every offer (CAT-1).

Locks: the products, while each gets the category of its name. Undo: keeps the categories, and loses which product is
in which.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, reference, run_functions, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_staff_second_factor"),
        ("catalog", "0005_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("position", models.IntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalog.category",
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
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="category_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="category_is_not_its_own_parent",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "parent", "name"),
                        name="category_name_once_per_parent",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        tenant_table("catalog_category", Walls(), {"parent_id": "catalog_category"}),
        migrations.RenameField(model_name="product", old_name="category", new_name="category_name"),
        migrations.AddField(
            model_name="product",
            name="category",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="catalog.category",
            ),
        ),
        run_sql(SQL, "categories"),
        migrations.RemoveField(model_name="product", name="category_name"),
        migrations.AlterField(
            model_name="product",
            name="category",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="catalog.category",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["seller", "category"], name="product_of_category"),
        ),
        reference("catalog_product", "category_id", "catalog_category"),
        run_functions(SQL, "offers"),
        run_functions(SQL, "lines"),
    ]
