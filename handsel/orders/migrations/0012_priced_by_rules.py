"""Keep with each line of an order by which rule its price was made (CAT-2).

Locks: the rows of conversions, for a moment. Undo: forgets the rules of orders that were placed since.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_price_rules"),
        ("orders", "0011_taxed_lines"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversion",
            name="amount_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="conversion",
            name="base_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="conversion",
            name="fixed_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="conversion",
            name="level",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="conversion",
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
            model_name="conversion",
            name="rounding_way",
            field=models.CharField(
                choices=[("nearest", "To the nearest"), ("up", "Up"), ("down", "Down")],
                db_default="nearest",
                default="nearest",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="conversion",
            name="exchange_rate",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.exchangerate",
            ),
        ),
        migrations.AlterField(
            model_name="conversion",
            name="markup_percent",
            field=models.DecimalField(decimal_places=2, max_digits=7, null=True),
        ),
        run_functions(SQL, "place"),
        run_functions(SQL, "rate_faults"),
    ]
