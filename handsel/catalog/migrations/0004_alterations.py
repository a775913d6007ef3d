"""Keep for a day whatever changes prices below, and rehearse it (CAT-3).

Locks: changes that wait for a day, for a moment.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
KINDS = [
    ("rules", "Prices"),
    ("markup", "Markup on everything"),
    ("rounding", "Rounding"),
    ("plan", "Cost of a plan"),
    ("plan_withdrawal", "Plan withdrawn"),
    ("product_withdrawal", "Product withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_by_index")]
    operations = [
        migrations.AddField("scheduledchange", "kind", models.CharField(choices=KINDS, max_length=20, default="rules")),
        migrations.AddField("scheduledchange", "about", models.CharField(blank=True, default="", max_length=210)),
        migrations.AlterField(
            "scheduledchange",
            "price_list",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.pricelist",
            ),
        ),
        migrations.AddConstraint(
            "scheduledchange",
            models.CheckConstraint(
                name="scheduled_change_kind_is_known", condition=models.Q(("kind__in", [kind for kind, _name in KINDS]))
            ),
        ),
        migrations.AddConstraint(
            "scheduledchange",
            models.CheckConstraint(
                name="scheduled_change_is_of_a_list_or_about_something",
                condition=models.Q(("price_list__isnull", False)) | ~models.Q(("about", "")),
            ),
        ),
        *run_sql(SQL, "branch"),
    ]
